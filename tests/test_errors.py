"""Errors as a person reads them."""

from __future__ import annotations

from replayer.errors import NoSuchSession


def test_foreign_text_in_an_error_is_made_safe_and_short() -> None:
    error = NoSuchSession("no \x1b[2J", where="mallory-" + "9" * 100_000 + "-end", hint="Try\nx.")
    assert str(error) == f"mallory-{'9' * 1892}…{'9' * 96}-end: no ␛[2J Try␊x."
