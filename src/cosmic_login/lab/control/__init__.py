"""The control API: all that a trainer or a CI job may do to an environment, over HTTP, by one table of operations."""
