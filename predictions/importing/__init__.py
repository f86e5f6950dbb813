"""Bundles: files of the format `hindcast/1`, read, checked and brought into the record as drafts."""
