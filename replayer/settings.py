"""What the user set once and for all, in `config.toml` in the user's configuration directory.

Source: docs/settings.md, which names them all.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from platformdirs import user_config_path

from replayer.errors import WrongUsage

CLOCKS = ("utc", "local")
PALETTES = ("auto", "dark", "light", "xterm")


@dataclass(frozen=True, slots=True)
class AwsSettings:
    """Which accounts of AWS are asked, and for what."""

    profiles: tuple[str, ...] = ()
    """None of them means the profile that the AWS tools would take."""
    regions: tuple[str, ...] = ()
    """None of them means each profile's own."""
    buckets: tuple[str, ...] = ()
    """`BUCKET` or `BUCKET/PREFIX`. With these or log groups given, the account's preferences are not asked."""
    prefixes: tuple[str, ...] = ()
    """Looked at in each bucket; `{account}` and `{region}` stand for those of each profile and region."""
    log_groups: tuple[str, ...] = ()
    endpoint_url: str | None = None
    """Where every service is, instead of at AWS."""
    unmask: bool = False
    """Whether log events are read without the masks of a data protection policy."""
    calls_per_second: float = 5.0
    """To one service of one account and region: the account shares its quota with its other users. AWS itself is never
    asked more than 9 times a second, since in some regions it allows 10 to log streams."""
    cache_mb: int = 500
    """Megabytes that fetched text may take on disk; 0 keeps nothing."""

    @property
    def has_several_accounts(self) -> bool:
        """Whether more than one profile or region is asked."""
        return len(self.profiles) > 1 or len(self.regions) > 1


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, each with its default."""

    theme: str | None = None
    """None leaves the choice to the app."""
    palette: str = "auto"
    """One of `PALETTES`; `auto` is dark or light as the theme is."""
    clock: str = "utc"
    """One of `CLOCKS`."""
    idle: float = 2.0
    """Seconds to which long pauses are cut when that is switched on."""
    autoplay: bool = True
    """Whether a replay starts by itself, or waits and shows what is known."""
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Name of an action → its keys, separated by commas."""
    aws: AwsSettings = field(default_factory=AwsSettings)


def settings_path() -> Path:
    """Return where the settings are looked for."""
    return user_config_path("ssm-replay", appauthor=False) / "config.toml"


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings; a file that does not exist is all defaults.

    Raises:
        WrongUsage: the file is no TOML, or says what does not make sense.
    """
    place = path or settings_path()
    try:
        values = tomllib.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUsage(f"it is no TOML ({error}).", where=str(place)) from error
    except (ValueError, RecursionError) as error:
        raise WrongUsage(
            "it is no settings file: a number in it is too long, or it nests too deeply.",
            where=str(place),
        ) from error
    except OSError as error:
        raise WrongUsage(f"it cannot be read ({error.strerror}).", where=str(place)) from error
    return _checked(values, place)


def _checked(values: dict[str, object], place: Path) -> Settings:
    known = _known(values, _CHECKS, place)
    aws = known.pop("aws", {})
    if "keys" in known:
        known["keys"] = MappingProxyType(known["keys"])
    found = _known(aws, _AWS_CHECKS, place, "aws.")
    lists = {name: tuple(value) for name, value in found.items() if isinstance(value, list)}
    return Settings(**known, aws=AwsSettings(**{**found, **lists}))


def _known(
    values: dict[str, object],
    checks: Mapping[str, tuple[str, Callable[[Any], bool]]],
    place: Path,
    table: str = "",
) -> dict[str, Any]:
    """Return `values`, each of the type that its name promises."""
    for name, value in values.items():
        check = checks.get(name)
        if check is None:
            raise WrongUsage(
                f"{table}{name} is no setting.",
                where=str(place),
                hint=f"Settings: {', '.join(checks)}.",
            )
        wanted, is_right = check
        if not is_right(value):
            raise WrongUsage(f"{table}{name} must be {wanted}.", where=str(place))
    return dict(values)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and each for each in value)


def _is_keys(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(key, str) for key in value.values())


def _is_number(least: float, most: float) -> Callable[[Any], bool]:
    def check(value: Any) -> bool:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and least <= value <= most

    return check


_CHECKS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "theme": ("a name", _is_text),
    "palette": (f"one of {', '.join(PALETTES)}", lambda value: value in PALETTES),
    "clock": ("utc or local", lambda value: value in CLOCKS),
    "idle": ("a number of seconds above 0", _is_number(0.001, 1e9)),
    "autoplay": ("true or false", lambda value: isinstance(value, bool)),
    "keys": ("a table of names and keys", _is_keys),
    "aws": ("a table", lambda value: isinstance(value, dict)),
}
_AWS_CHECKS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "profiles": ("a list of names", _is_texts),
    "regions": ("a list of names", _is_texts),
    "buckets": ("a list of names", _is_texts),
    "prefixes": ("a list of prefixes", _is_texts),
    "log_groups": ("a list of names", _is_texts),
    "endpoint_url": ("an address", _is_text),
    "unmask": ("true or false", lambda value: isinstance(value, bool)),
    "calls_per_second": ("a number above 0, from 0.01 to 1000", _is_number(0.01, 1000)),
    "cache_mb": (
        "a whole number, 0 or more",
        lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
    ),
}
