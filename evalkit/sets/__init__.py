"""Pairing, counting and windows over the long tables."""
