"""The relying parties' side of orders: who they are, what they may ask, and what they get (docs/protocols.md)."""
