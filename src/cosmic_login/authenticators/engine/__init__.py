"""What runs a login: the chart in motion, the authenticator it starts, and who answers."""
