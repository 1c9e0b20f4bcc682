"""Logins in a browser, for other systems: what happens, without HTTP."""
