"""The user's settings."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from replayer.errors import WrongUsage
from replayer.settings import AwsSettings, Settings, load_settings, settings_path

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"


def written(tmp_path: Path, text: str) -> Path:
    place = tmp_path / "config.toml"
    place.write_text(text, encoding="utf-8")
    return place


def test_without_a_file_all_is_as_it_comes() -> None:
    assert not settings_path().exists()
    assert load_settings() == Settings()


def test_what_is_set_counts(tmp_path: Path) -> None:
    place = written(
        tmp_path,
        'theme = "nord"\npalette = "xterm"\nclock = "local"\nidle = 3\n[keys]\nexport = "w"\n',
    )
    settings = load_settings(place)
    assert (settings.theme, settings.palette, settings.clock, settings.idle) == (
        "nord",
        "xterm",
        "local",
        3.0,
    )
    assert settings.keys == {"export": "w"}


def test_the_page_names_each_setting_with_a_value_that_is_taken(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    settings = load_settings(written(tmp_path, block))
    assert settings.keys
    named = set(re.findall(r"^(\w+) = |^\[(\w+)]", block, re.MULTILINE))
    assert {field.name for of in (Settings, AwsSettings) for field in fields(of)} <= {
        name for pair in named for name in pair
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("idle = 0", "idle must be a number of seconds above 0"),
        ("idle = true", "idle must be"),
        ('clock = "cet"', "clock must be utc or local"),
        ("theme = 3", "theme must be a name"),
        ('[keys]\nexport = ["w"]', "keys must be a table"),
        (
            "colour = 1",
            "colour is no setting. Settings: theme, palette, clock, idle, autoplay, keys, aws",
        ),
        ("theme =", "no TOML"),
        ("idle = inf", "idle must be"),
        pytest.param("idle = 1" + "0" * 400, "idle must be", id="no float"),
        pytest.param("idle = " + "9" * 5000, "a number in it is too long", id="many digits"),
        pytest.param("idle = " + "[" * 50_000, "nests too deeply", id="nested"),
        ("autoplay = 1", "autoplay must be true or false"),
        ('palette = "pink"', "palette must be one of auto, dark, light, xterm"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        load_settings(written(tmp_path, text))
    assert said in str(caught.value)
    assert "config.toml" in str(caught.value)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="cannot be read"):
        load_settings(tmp_path)


def test_the_accounts_to_ask_are_read_from_a_table_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[aws]\nprofiles = ["audit"]\nbuckets = ["a/b"]\ncalls_per_second = 2\n')
    aws = load_settings(path).aws
    assert aws.profiles == ("audit",)
    assert aws.buckets == ("a/b",)
    assert aws.calls_per_second == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[aws]\nbucket = 'x'\n", "aws.bucket is no setting"),
        ("[aws]\nbuckets = 'x'\n", "aws.buckets must be a list of names"),
        ("[aws]\ncalls_per_second = 0\n", "a number above 0"),
        ("[aws]\ncalls_per_second = 1e-300\n", "a number above 0"),
        ("[aws]\ncache_mb = true\n", "a whole number"),
        ("aws = 1\n", "aws must be a table"),
    ],
)
def test_a_wrong_setting_of_aws_is_named(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(WrongUsage, match=words):
        load_settings(path)
