"""The people, organisations and cards of the training world, from TOML."""
