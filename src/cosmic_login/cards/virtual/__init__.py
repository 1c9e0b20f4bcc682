"""Virtual IDPrime cards: the card's side, with real keys behind real APDUs."""
