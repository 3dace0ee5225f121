"""How fast people talk about a target: event-time buckets and the evidence they hold."""
