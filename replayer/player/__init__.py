"""Moves through a recording."""
