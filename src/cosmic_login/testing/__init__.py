"""The pytest plug-in: virtual readers, cards, the IdP, and a robot that answers prompts."""
