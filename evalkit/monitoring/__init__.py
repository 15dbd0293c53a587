"""What happened in a period: frames in, results out."""
