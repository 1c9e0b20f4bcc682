"""How the identity provider stands, for whoever looks after it: what is going on, what is out, what was written."""
