"""Everything that a person or a program can hand to ours, with values that nobody expects."""
