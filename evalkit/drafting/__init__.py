"""A draft of a profile: what was seen in files, and what has to be asked."""
