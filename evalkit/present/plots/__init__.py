"""One file a question; a result in, an Axes out."""
