"""Running notebooks, making pages, keeping the record."""
