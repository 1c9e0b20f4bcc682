"""One run of the program: its options, its profile, its codes; what every subcommand is given."""
