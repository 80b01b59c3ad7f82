"""Split a film into shots: find the transitions, and the kind of each shot."""
