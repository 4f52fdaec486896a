"""Writes recordings for other programs."""
