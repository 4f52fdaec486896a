"""Whom the server answers."""

from __future__ import annotations

import pytest

from replayer.web.guard import is_host, is_key, is_loopback, is_same_origin


@pytest.mark.parametrize(
    ("header", "right"),
    [
        ("localhost:8000", True),
        ("127.0.0.1:8000", True),
        ("127.0.0.1", True),
        ("[::1]:8000", True),
        ("10.1.2.3:8000", True),  # an address cannot be pointed elsewhere
        ("audit-host:8000", True),
        ("evil.example", False),
        ("localhost.evil.example:8000", False),
        ("127.0.0.1.evil.example", False),
        ("127.0.0.1@evil.example", False),
        ("user@127.0.0.1", False),
        ("127.0.0.1/x", False),
        ("127.0.0.1:port", False),
        ("", False),
    ],
)
def test_a_host_is_an_address_or_a_name_of_this_machine(header: str, right: bool) -> None:
    assert is_host(header, {"audit-host"}) is right


@pytest.mark.parametrize(
    ("origin", "right"),
    [
        ("http://127.0.0.1:8000", True),
        ("https://127.0.0.1:8000", True),
        ("http://127.0.0.1:9000", False),
        ("http://localhost:8000", False),
        ("http://evil.example", False),
        ("null", False),
        (None, False),
    ],
)
def test_only_the_servers_own_page_is_of_the_same_origin(origin: str | None, right: bool) -> None:
    assert is_same_origin(origin, "127.0.0.1:8000") is right


def test_a_key_is_right_as_a_whole_only() -> None:
    assert is_key("abc", "abc")
    assert not any(is_key(given, "abc") for given in ("ab", "abcd", "", "é", None))


@pytest.mark.parametrize(
    ("host", "own"),
    [("localhost", True), ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True),
     ("0.0.0.0", False), ("::", False), ("10.0.0.1", False), ("audit-host", False)],
)  # fmt: skip
def test_what_only_this_machine_reaches_is_known(host: str, own: bool) -> None:
    assert is_loopback(host) is own
