"""Another maker's plug-ins for the two seams; uses only what the seams document."""
