"""Reads directories of organisations and services as others publish them: from bytes to what was told, and what is wrong."""
