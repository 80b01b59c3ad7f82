"""From pairs to output: lists for other programs, contact sheets."""
