"""What the IdP keeps, behind one small repository interface."""
