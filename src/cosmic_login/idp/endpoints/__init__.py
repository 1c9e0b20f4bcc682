"""HTTP: what the IdP answers at its addresses."""
