"""Logging in: the screens of the chart's states, the SITHS eID window, which methods are open."""
