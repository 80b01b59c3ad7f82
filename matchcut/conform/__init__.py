"""Read lists back from the edit, match their events to films, and check them."""
