"""Adapters between Qt and Python, for any window."""
