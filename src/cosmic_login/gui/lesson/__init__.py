"""The lesson beside the login: what is said, what is done, what went wrong, and how it went. Knows the port alone."""
