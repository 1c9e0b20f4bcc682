"""The help: topics, their index, and the view."""
