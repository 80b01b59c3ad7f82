"""The window's model, without widgets: the session, its pairs and shots, the editor's decisions."""
