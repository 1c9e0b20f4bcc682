"""Systems of others that log their users in at our IdP, in a browser: what those of both protocols share."""
