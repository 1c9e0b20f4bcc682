"""The trainer's panel: what the outside world does to the login, decided by the one who trains."""
