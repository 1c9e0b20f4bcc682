"""Windows, composed: which implementations the login window and the phone window are given."""
