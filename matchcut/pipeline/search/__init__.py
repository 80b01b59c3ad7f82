"""From features to pairs: search with shots or a still, and explain why two shots match."""
