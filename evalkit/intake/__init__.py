"""The door: exports in, typed long tables and findings out."""
