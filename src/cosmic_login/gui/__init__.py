"""The window. Widgets only: what may happen is decided by the chart."""
