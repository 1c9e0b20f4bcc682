"""The IdP without HTTP: logins, grants, keys, clients, registered devices and cards."""
