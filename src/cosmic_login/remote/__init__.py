"""Cards over the network: the reader on the user's own desk, for a Cosmic that runs in a remote session (R6)."""
