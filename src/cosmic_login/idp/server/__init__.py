"""The IdP as a running server: the ASGI application, its listeners, and the thread it runs in."""
