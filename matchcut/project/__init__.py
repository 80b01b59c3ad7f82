"""The project file: the editor's decisions, and computed features."""
