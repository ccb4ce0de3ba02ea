"""Benchmarks: each measures the real thing, prints a table against its bounds, and ends with JSON where asked to."""
