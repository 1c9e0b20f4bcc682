"""The heart of the program: flow chart, prompts, failures, identity. No Qt, no I/O, nothing else of ours."""
