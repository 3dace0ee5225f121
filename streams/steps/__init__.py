"""The four steps of the pipeline, shared by both runtimes."""
