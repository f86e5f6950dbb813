"""Tags and filters for templates: drawings in figures, and the words beside them. They import no model."""
