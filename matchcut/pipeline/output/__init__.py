"""From pairs to what leaves the project: lists for other programs, contact sheets."""
