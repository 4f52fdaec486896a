"""The real sessions that come with the program, to look at without any log of one's own."""

from __future__ import annotations

from pathlib import Path

import replayer
from replayer.errors import NoSuchSession

PREFIX = "fixture:"
"""What addresses of bundled sessions begin with."""


def root() -> Path:
    """Return the folder of the bundled sessions, in an installed program or in a checkout."""
    package = Path(replayer.__file__).parent
    installed = package / "fixtures"
    return installed if installed.is_dir() else package.parent / "fixtures"


def names() -> list[str]:
    """Return the names of the bundled sessions, in order."""
    found = {each.name for each in root().glob("*") if each.is_dir()}
    return sorted(found - {"__pycache__"})  # an installer compiles make.py beside them


def addresses() -> list[str]:
    """Return the address of each bundled session, in order of name."""
    return [PREFIX + name for name in names()]


def path(address: str) -> Path:
    """Return the folder of `fixture:NAME`, or the file of `fixture:NAME/FILE`.

    Raises:
        NoSuchSession: there is none of that name.
    """
    name, _, rest = address.removeprefix(PREFIX).partition("/")
    found = root() / name / rest
    if name not in names() or not found.exists() or ".." in found.parts:
        raise NoSuchSession(
            f"there is no bundled session {address.removeprefix(PREFIX)!r}.",
            hint=f"There are: {', '.join(names())}.",
        )
    return found
