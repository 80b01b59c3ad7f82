"""The way back from the edit: lists are read, their events matched to films, and checked."""
