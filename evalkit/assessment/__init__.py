"""Claims beside data: what is said about a programme, next to what its own tables show."""
