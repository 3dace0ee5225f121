"""What a text feels like: scorers behind one protocol."""
