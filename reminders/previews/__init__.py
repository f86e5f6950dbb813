"""Every mail as it reads, in both languages, from samples: no row is read for them, and none is written."""
