"""The reader on this desk, shared with a session elsewhere (R6): who may come, who is here, and a say in it."""
