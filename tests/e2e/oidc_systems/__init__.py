"""Other people's OpenID Connect clients as systems that log their users in at our IdP, in a browser."""
