"""What AWS needs from the user, asked in the terminal before anything else takes it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from replayer.opening.spec import SpecKind, parse_spec
from replayer.settings import AwsSettings

_LOCAL = {SpecKind.FILE, SpecKind.FOLDER, SpecKind.STDIN, SpecKind.FIXTURE}


def ask_for_codes(places: Iterable[str], aws: AwsSettings) -> None:
    """Ask for the MFA code where a profile needs one and `places`, or without places the usual ones, may be in AWS.

    Raises:
        AccessDenied: AWS did not accept it.
        SourceFailed: there is no such profile.
    """
    if not _may_need_one(places):
        return
    from replayer.sources.aws import finding  # boto3 takes a third of a second to load

    finding.ask_for_codes(aws)


def needs_codes(places: Iterable[str], aws: AwsSettings) -> bool:
    """Whether `ask_for_codes` would ask.

    Raises:
        SourceFailed: there is no such profile.
    """
    if not _may_need_one(places):
        return False
    from replayer.sources.aws import finding  # boto3 takes a third of a second to load

    return finding.needs_codes(aws)


def _may_need_one(places: Iterable[str]) -> bool:
    kinds = {parse_spec(place).kind for place in places}
    return not (kinds and kinds <= _LOCAL) and _any_profile_needs_one()


def _any_profile_needs_one() -> bool:
    """Whether the configuration of the AWS tools speaks of MFA at all; most do not, and boto3 is slow to load."""
    place = os.environ.get("AWS_CONFIG_FILE") or "~/.aws/config"
    try:
        return "mfa_serial" in Path(place).expanduser().read_text(
            encoding="utf-8", errors="replace"
        )
    except OSError:
        return False
