"""The window program: application, main window, and which screen is up."""
