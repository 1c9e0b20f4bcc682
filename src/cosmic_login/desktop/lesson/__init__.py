"""A lesson in the real window: its world behind it, hands that press what a person presses, and the pane beside it."""
