"""The diagnosis and the log, beside the main window."""
