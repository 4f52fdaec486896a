"""Who decides which accounts of AWS are asked: the file, over it the environment, over both the command line."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from replayer.cli import options
from replayer.settings import AwsSettings, settings_path

DOCS = Path(__file__).parents[2] / "docs" / "aws.md"
NAMES = [
    ("--profile", "SSM_REPLAY_PROFILE", "profiles"),
    ("--region", "SSM_REPLAY_REGION", "regions"),
    ("--bucket", "SSM_REPLAY_BUCKET", "buckets"),
    ("--prefix", "SSM_REPLAY_PREFIX", "prefixes"),
    ("--log-group", "SSM_REPLAY_LOG_GROUP", "log_groups"),
    ("--endpoint-url", "SSM_REPLAY_ENDPOINT_URL", "endpoint_url"),
]
ONLY_IN_THE_FILE = {"calls_per_second", "cache_mb", "unmask"}


def chosen(*words: str, **environment: str) -> AwsSettings:
    """Return the settings that a command gets."""
    got: list[AwsSettings] = []

    @click.command()
    @options.source
    @options.aws
    def command(sources: tuple[str, ...], aws: AwsSettings) -> None:
        got.append(aws)

    CliRunner(env=environment).invoke(command, words, catch_exceptions=False)
    return got[0]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    place = settings_path()
    place.parent.mkdir(parents=True)
    return place


@pytest.mark.parametrize(("flag", "variable", "name"), NAMES)
def test_the_environment_wins_over_the_file_and_a_flag_over_both(
    settings: Path, flag: str, variable: str, name: str
) -> None:
    many = name.endswith("s")
    settings.write_text(f"[aws]\n{name} = {['file'] if many else 'file'!r}\n")

    def value(text: str) -> Any:
        return tuple(text.split()) if many else text

    assert getattr(chosen(), name) == value("file")
    assert getattr(chosen(**{variable: "shell"}), name) == value("shell")
    assert getattr(chosen(flag, "line", **{variable: "shell"}), name) == value("line")
    if many:
        assert getattr(chosen(**{variable: "one two"}), name) == ("one", "two")
        assert getattr(chosen(flag, "one", flag, "two"), name) == ("one", "two")


def test_what_only_the_file_and_flags_say(settings: Path) -> None:
    settings.write_text("[aws]\nunmask = true\ncalls_per_second = 3\ncache_mb = 7\n")
    assert chosen() == AwsSettings(unmask=True, calls_per_second=3, cache_mb=7)
    assert chosen("--no-cache").cache_mb == 0
    settings.write_text("")
    assert chosen("--unmask").unmask
    assert not chosen().unmask


def test_all_of_them_are_documented() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert {name for _, _, name in NAMES} | ONLY_IN_THE_FILE == {
        each.name for each in fields(AwsSettings)
    }
    for flag, variable, name in NAMES:
        assert f"`{flag} " in text
        assert f"`{variable}`" in text
        assert f"`{name} = " in text
    for name in ONLY_IN_THE_FILE:
        assert f"`{name} = " in text
