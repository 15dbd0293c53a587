"""What is known and claimed about programmes: facts with their sources, read from definitions."""
