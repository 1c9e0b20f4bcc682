"""The view of the card in the reader ("Mitt kort")."""
