"""The edge towards Kafka, and the composition root: settings, runtimes, metrics, command line."""
