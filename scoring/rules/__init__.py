"""The arithmetic of scoring, one rule a file: numbers in, numbers out; no Django, no clock, no files."""
