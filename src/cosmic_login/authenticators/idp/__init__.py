"""The identity provider as a login client meets it: orders, tokens, and the card app's calls."""
