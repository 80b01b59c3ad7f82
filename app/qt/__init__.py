"""What Qt and Python need to know of each other, for any window."""
