"""A bundled, invented scenario, and the show that plays it through the real pipeline."""
