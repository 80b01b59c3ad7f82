"""The viewer: reads frames ahead, plays them by elapsed time, and paints them for comparison."""
