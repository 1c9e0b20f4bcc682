"""Lessons: what a scenario is, whether it is right in itself, and whether what happens is what it says.

The format is docs/scenarios.md. No Qt, no card, no IdP: who acts is handed in as ``hands``,
and what happened comes as ``scenes``.
"""
