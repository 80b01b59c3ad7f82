"""The viewer: frames read ahead, played by elapsed time, painted as the editor compares them."""
