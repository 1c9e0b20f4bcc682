"""What the gallery draws: every screen with its data. Not in the wheel."""
