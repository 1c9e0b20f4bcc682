"""Smart cards: the codec, the readers, the terminal's driver, and virtual cards with real cryptography."""
