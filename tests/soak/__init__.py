"""Campaigns: what is used up to a million times, and may neither break, hang nor grow (docs/soak.md)."""
