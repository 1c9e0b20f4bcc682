"""The ways to log in, one module each."""
