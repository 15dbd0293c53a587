"""Files of every format as text cells, each with the file, sheet and row it stands in."""
