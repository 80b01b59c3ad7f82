"""Servers that work for the window: pictures and answers, each in a separate process."""
