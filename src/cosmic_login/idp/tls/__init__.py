"""TLS below ASGI: client certificates for applications, and alerts that say why somebody is refused."""
