"""What the user set once and for all, in `config.toml` in the user's configuration directory.

```toml
theme = "nord"          # one of Textual's
palette = "xterm"       # the replayed terminal's sixteen colours: auto, dark, light, xterm
clock = "local"         # or utc
idle = 2.0              # seconds to which `z` cuts long pauses
[keys]                  # docs/keys.md lists the names
toggle-playback = "space,p"
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from platformdirs import user_config_path

from replayer.errors import WrongUsage

CLOCKS = ("utc", "local")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, each with its default."""

    theme: str | None = None
    """None leaves the choice to the app."""
    palette: str = "auto"
    clock: str = "utc"
    """One of `CLOCKS`."""
    idle: float = 2.0
    """Seconds to which long pauses are cut when that is switched on."""
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Name of an action → its keys, separated by commas."""


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
    except OSError as error:
        raise WrongUsage(
            f"it cannot be read ({error.strerror}).", where=str(place)
        ) from error
    return _checked(values, place)


def _checked(values: dict[str, object], place: Path) -> Settings:
    known: dict[str, object] = {}
    for name, value in values.items():
        check = _CHECKS.get(name)
        if check is None:
            raise WrongUsage(
                f"{name} is no setting.", where=str(place), hint=f"Settings: {', '.join(_CHECKS)}."
            )
        wanted, is_right = check
        if not is_right(value):
            raise WrongUsage(f"{name} must be {wanted}.", where=str(place))
        known[name] = value
    return _made(known)


def _made(known: dict[str, object]) -> Settings:
    theme, palette, clock = known.get("theme"), known.get("palette"), known.get("clock")
    idle, keys = known.get("idle"), known.get("keys")
    return Settings(
        theme=theme if isinstance(theme, str) else None,
        palette=palette if isinstance(palette, str) else "auto",
        clock=clock if isinstance(clock, str) else "utc",
        idle=float(idle) if isinstance(idle, int | float) else 2.0,
        keys=MappingProxyType({str(name): str(key) for name, key in keys.items()})
        if isinstance(keys, dict)
        else MappingProxyType({}),
    )


def _is_keys(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(key, str) for key in value.values())


_CHECKS = {
    "theme": ("a name", lambda value: isinstance(value, str)),
    "palette": ("a name", lambda value: isinstance(value, str)),
    "clock": ("utc or local", lambda value: value in CLOCKS),
    "idle": (
        "a number of seconds above 0",
        lambda value: isinstance(value, int | float) and not isinstance(value, bool) and value > 0,
    ),
    "keys": ("a table of names and keys", _is_keys),
}
