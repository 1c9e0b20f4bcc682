"""What is done with a card beside logging in: its codes, and the errands at Mina sidor."""
