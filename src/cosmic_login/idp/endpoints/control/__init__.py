"""What a trainer or a test may tell the IdP to do; nobody else can reach it (docs/protocols.md)."""
