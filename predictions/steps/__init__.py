"""Steps: the parts of which actions are made. A step checks, changes and records; it opens no transaction."""
