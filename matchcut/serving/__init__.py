"""Servers that work for the window: pictures and answers, each in a process of its own."""
