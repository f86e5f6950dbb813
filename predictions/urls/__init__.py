"""Addresses of the record: its pages, and the files it keeps."""
