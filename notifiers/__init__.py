"""The edge towards people: a page goes in, a delivery comes out."""
