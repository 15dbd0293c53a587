"""The version of evalkit, in one place."""

__version__ = "0.1.0"
