"""Where settings come from: a TOML file, then the environment, then flags; the last one counts.

Whatever is wrong is refused with the place where it stands.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rolegraph.service.errors import SettingsError
from rolegraph.service.settings import Settings, Value, kind_of, parse

PREFIX = "ROLEGRAPH_"
"""Of environment variables: ``ROLEGRAPH_DEADLINE=5`` sets ``deadline``."""


def read_settings(file: Path | None, environment: Mapping[str, str], flags: Mapping[str, str]) -> Settings:
    """The settings from the three places, each over the one before; the others have their defaults.

    Raises :class:`SettingsError`, which names the file, the variable or the flag.
    """
    values: dict[str, Value] = {}
    for name, value, place in (*_of_file(file), *_of_environment(environment), *_of_flags(flags)):
        try:
            values[name] = parse(name, value) if isinstance(value, str) else value
            Settings(**{name: values[name]})  # type: ignore[arg-type]
        except SettingsError as error:
            raise SettingsError(f"{place}: {error}") from None
    return Settings(**values)  # type: ignore[arg-type]


def _of_flags(flags: Mapping[str, str]) -> Iterator[tuple[str, Value, str]]:
    for name, text in flags.items():
        yield name, text, f"--set {name}={text}"


def _of_environment(environment: Mapping[str, str]) -> Iterator[tuple[str, Value, str]]:
    for variable, text in sorted(environment.items()):
        if variable.startswith(PREFIX):
            yield variable.removeprefix(PREFIX).lower(), text, f"environment variable {variable}"


def _of_file(file: Path | None) -> Iterator[tuple[str, Value, str]]:
    if file is None:
        return
    for name, value in _table(file).items():
        try:
            yield name, _plain(name, value), str(file)
        except SettingsError as error:
            raise SettingsError(f"{file}: {error}") from None


def _table(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{file} can't be read: {error.strerror}") from None
    except ValueError as error:  # not UTF-8, or not TOML, with line and column
        raise SettingsError(f"{file} is not TOML: {error}") from None


def _plain(name: str, value: Any) -> Value:
    """A value of TOML as a setting's: true and false are 1 and 0, a list of texts is one text."""
    kind = kind_of(name)
    if isinstance(value, bool) and kind is int:
        return int(value)
    if isinstance(value, list) and kind is str and all(isinstance(entry, str) for entry in value):
        return " ".join(value)
    if isinstance(value, int) and kind is float and not isinstance(value, bool):
        return float(value)
    if type(value) is not kind:
        raise SettingsError(f"setting {name} is {value!r}: give {_WANTED[kind]}")
    found: Value = value
    return found


_WANTED = {int: "a whole number", float: "a number", str: "a text in quotes"}
