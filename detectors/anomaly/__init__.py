"""Detectors of unusual counts: one algorithm a file, score, classify and learn apart."""
