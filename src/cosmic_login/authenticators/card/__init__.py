"""The card at hand: found, watched, opened, its certificates read, its key used for TLS."""
