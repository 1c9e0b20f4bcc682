"""What the window is given and what its rooms give each other: protocols and plain values."""
