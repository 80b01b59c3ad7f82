"""Work that takes long, each in a process of its own."""
