"""Files that were handed in as evidence: what may be kept, where it is kept, and whether it is still what it was."""
