"""The public pages of the record: claims, sources and collections. Pages that show a score live in `scoring`."""
