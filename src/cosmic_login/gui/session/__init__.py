"""What belongs to a session: the lock after idle time, whose it is, one's own logins."""
