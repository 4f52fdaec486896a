"""Turns bytes into screens."""
