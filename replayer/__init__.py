"""Replays AWS Systems Manager Session Manager sessions: what was on the screen, and when, and how sure that is."""

__version__ = "0.1.0"
