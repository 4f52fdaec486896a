"""Places where evidence lies."""
