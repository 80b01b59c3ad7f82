"""Lists of thousands: what Qt's views ask of pairs and shots, and how one of them is painted."""
