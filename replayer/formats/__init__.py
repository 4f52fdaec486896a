"""Reads bytes of any origin into evidence, by content."""
