"""What systems are told of a person: the claims there are, the choices they need, and their values."""
