"""What stands as if it were given with every command: settings in a file of the project, or in the environment.

`cleaner.toml`, or the table `[tool.cleaner]` of `pyproject.toml`, in this folder or the nearest one above it. Flags go
before the environment (`CLEANER_THRESHOLD=0.9`), and that before the file. The names are those of options;
only what says how texts are read, judged and shown can be set, nothing that says what is written where.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

NAMES = (
    "color", "context", "encoding", "ext", "fast", "field", "format", "jobs", "keep", "no-pager", "only",
    "separator", "threshold", "title-field",
)  # fmt: skip
LISTS = ("ext", "keep", "only")
PREFIX = "CLEANER_"


class SettingsError(Exception):
    """What is wrong with a setting, where, and what to do."""


class Settings(NamedTuple):
    """Settings by the names of their options, and the file that they come from, if there is one."""

    values: Mapping[str, Any]
    file: Path | None = None


def exist() -> bool:
    """Tell whether there may be settings, without loading what reads them."""
    return any(name.startswith(PREFIX) for name in os.environ) or _file() is not None


def load() -> Settings:
    """Read the settings; raises SettingsError for what is not understood."""
    file = _file()
    values = {} if file is None else _checked(_read(file), str(file))
    return Settings({**values, **_environment()}, file)


def _file() -> Path | None:
    """Find the nearest file with settings."""
    try:
        here = Path.cwd()
    except OSError:  # the folder is gone
        return None
    for folder in (here, *here.parents):
        own, shared = folder / "cleaner.toml", folder / "pyproject.toml"
        if own.is_file():
            return own
        if shared.is_file() and b"[tool.cleaner]" in shared.read_bytes():
            return shared
    return None


def _read(file: Path) -> Mapping[str, Any]:
    import tomllib

    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise SettingsError(f"{file}: is not TOML: {error}. Mend it, or take it away.") from None
    found: Mapping[str, Any] = table.get("tool", {}).get("cleaner", {}) if file.name == "pyproject.toml" else table
    return found


def _environment() -> Mapping[str, Any]:
    """Read the settings of the environment, lists parted by commas; what else is called so there is not ours."""
    named = {name: os.environ.get(PREFIX + name.upper().replace("-", "_")) for name in NAMES}
    return {name: value.split(",") if name in LISTS else value for name, value in named.items() if value is not None}


def _checked(values: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    for name, value in values.items():
        if name not in NAMES:
            raise SettingsError(f"{where}: there is no setting {name}. There are: {', '.join(NAMES)}.")
        if isinstance(value, str) and not value.isprintable():  # help shows it
            raise SettingsError(f"{where}: {name} holds what would act on a terminal. Leave that out.")
    return {name: [value] if name in LISTS and isinstance(value, str) else value for name, value in values.items()}
