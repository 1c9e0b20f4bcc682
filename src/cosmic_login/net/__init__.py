"""HTTP as the client's side speaks it: the login client, the phone and the trainer reach the IdP through this alone."""
