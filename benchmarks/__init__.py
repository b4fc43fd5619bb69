"""Measurements of speed: ratios within one run, never times that a test asserts."""
