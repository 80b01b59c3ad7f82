"""The project file: everything an editor has decided, and what has been computed for it."""
