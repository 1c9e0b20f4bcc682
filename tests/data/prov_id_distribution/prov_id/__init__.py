"""Another maker's way to log in: one says which picture is one's own. Uses only what the seams document."""
