"""The widget kit that login window and phone share: looks, widgets, language, threads. No product text."""
