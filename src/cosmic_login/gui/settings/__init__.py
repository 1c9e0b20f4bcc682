"""The settings in the running window, and their dialog."""
