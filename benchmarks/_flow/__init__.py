"""What the benchmarks of logins share: servers on a core of their own, a browser of few bytes, cards, and a peer."""
