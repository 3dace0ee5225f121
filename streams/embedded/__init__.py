"""The whole pipeline in one process, on one SQLite file or in memory."""
