"""The pictures of the guide: scenarios played in the real window, and photographed."""
