"""What changed: frames in, results out."""
