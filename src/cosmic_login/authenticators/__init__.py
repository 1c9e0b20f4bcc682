"""Ways to log in. Each is one coroutine that reads like the instruction it implements."""
