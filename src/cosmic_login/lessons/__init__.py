"""Lessons played: a scratch world for each, hands that act in it, and what is kept of one on the real trail."""
