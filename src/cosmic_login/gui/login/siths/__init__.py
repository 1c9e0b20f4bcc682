"""The pages of the SITHS eID window: what each asks, and how it ended."""
