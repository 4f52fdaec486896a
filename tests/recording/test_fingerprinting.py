"""What tells a recording's text from others that begin alike."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from replayer.opening import find_one, open_recording
from replayer.recording.fingerprinting import fingerprint
from replayer.recording.recording import Recording

DATA = b"0123456789abcdef" * 200_000  # more than one slice


def recording() -> Recording:
    return replace(open_recording(find_one(["fixture:shell"], [])), data=DATA)


def test_each_beginning_that_is_asked_for_and_there_has_its_digest() -> None:
    found = fingerprint(recording(), {0, 5, 1 << 20, len(DATA) + 1})
    assert found is not None
    assert found.beginnings == {
        at: hashlib.sha256(DATA[:at]).hexdigest() for at in (0, 5, 1 << 20, len(DATA))
    }
    assert (found.text.length, found.text.sha256) == (len(DATA), found.beginnings[len(DATA)])


def test_between_two_slices_it_can_be_given_up() -> None:
    asked = iter([False, True])
    assert fingerprint(recording(), (), lambda: next(asked)) is None
    assert next(asked, None) is None
