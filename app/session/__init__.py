"""What the window works on, without a widget: the session, its pairs and shots, decisions."""
