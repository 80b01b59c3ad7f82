"""From frames to shots: their transitions, and their kinds."""
