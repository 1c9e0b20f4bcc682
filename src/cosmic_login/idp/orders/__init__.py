"""Orders: one engine, and the faces that are published of it."""
