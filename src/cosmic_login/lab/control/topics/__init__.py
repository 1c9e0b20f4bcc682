"""The table of operations, one module for each topic: its rows, its records, and what its operations do."""
