"""Lists of thousands of pairs and shots: Qt's models of them, and how each is painted."""
