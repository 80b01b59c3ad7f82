"""From features to pairs: ask with shots or a still, and say why two shots match."""
