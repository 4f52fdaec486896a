"""Turns evidence into a recording: bytes and the time of each."""
