"""Settings from a file, the environment and flags: precedence, and what is refused with its place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rolegraph.service.configuration import read_settings
from rolegraph.service.errors import SettingsError
from rolegraph.service.settings import SETTINGS, Settings

ROLEGRAPH = Path(sys.executable).parent / "rolegraph"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of settings of every type."""
    path = tmp_path / "rolegraph.toml"
    path.write_text(
        'deadline = 5\nreaders = 3\nread_token = true\ndefault_graph = "separate"\n'
        'trusted_hosts = ["example.org", ".example.com"]\n'
    )
    return path


def test_each_place_counts_over_the_one_before(file: Path) -> None:
    assert read_settings(None, {}, {}) == Settings()
    from_file = read_settings(file, {}, {})
    assert (from_file.deadline, from_file.readers, from_file.read_token) == (5.0, 3, 1)
    assert (from_file.default_graph, from_file.hosts) == ("separate", ("example.org", ".example.com"))
    environment = {"ROLEGRAPH_READERS": "4", "ROLEGRAPH_DEADLINE": "6", "PATH": "/bin", "DEADLINE": "1"}
    flags = {"deadline": "7.5"}
    found = read_settings(file, environment, flags)
    assert (found.deadline, found.readers, found.read_token) == (7.5, 4, 1)


@pytest.mark.parametrize("row", SETTINGS, ids=lambda row: row.name)
def test_every_setting_can_be_given_in_every_place(row: object, tmp_path: Path) -> None:
    assert isinstance(row, tuple)
    name, default = row[0], row[1]
    text = tmp_path / "one.toml"
    text.write_text(f"{name} = {default!r}\n".replace("'", '"'))
    for file, environment, flags in (
        (text, {}, {}),
        (None, {f"ROLEGRAPH_{name.upper()}": str(default)}, {}),
        (None, {}, {name: str(default)}),
    ):
        assert read_settings(file, environment, flags) == Settings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dedline = 5", r"no setting 'dedline': did you mean deadline\?"),
        ("zzz = 5", r"no setting 'zzz': the settings are workers,"),
        ("readers = 0", "setting readers is 0: give a number of at least 1"),
        ("readers = 1.5", r"setting readers is 1.5: give a whole number"),
        ('readers = "x"', "setting readers is 'x': give a whole number"),
        ("deadline = nan", "setting deadline is nan"),
        ("deadline = inf", "setting deadline is inf"),
        ("deadline = true", "give a number"),
        ('default_graph = "both"', "setting default_graph is 'both': give union or separate"),
        ('trusted_hosts = "a\\nb"', "on one line"),
        ("trusted_hosts = 5", "a text in quotes"),
        ("trusted_hosts = [5]", "a text in quotes"),
        ("[service]\ndeadline = 5", "no setting 'service'"),
        ("deadline = = 1", "is not TOML: .*line 1"),
        ("deadline = '\xff'", "is not TOML"),
    ],
)
def test_what_is_wrong_in_the_file_is_said_with_the_file(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text, "latin-1")
    with pytest.raises(SettingsError, match=rf"^{path}.*{said}"):
        read_settings(path, {}, {})


def test_what_is_wrong_elsewhere_is_said_with_the_place(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^environment variable ROLEGRAPH_NOPE: there is no setting"):
        read_settings(None, {"ROLEGRAPH_NOPE": "1"}, {})
    with pytest.raises(SettingsError, match=r"^--set queue=-1: setting queue is -1"):
        read_settings(None, {}, {"queue": "-1"})
    with pytest.raises(SettingsError, match="can't be read: No such file"):
        read_settings(tmp_path / "none.toml", {}, {})


@pytest.mark.parametrize(
    ("options", "environment", "said"),
    [
        (["--set", "nope=1"], {}, "--set nope=1: there is no setting"),
        (["--config", "none.toml"], {}, "none.toml can't be read"),
        ([], {"ROLEGRAPH_THREADS": "many"}, "environment variable ROLEGRAPH_THREADS: setting threads"),
        (["--set", "query_log=/dev/null/x"], {}, "setting query_log: can't write '/dev/null/x'"),
    ],
)
def test_serve_refuses_with_one_line(
    tmp_path: Path, options: list[str], environment: dict[str, str], said: str
) -> None:
    command = [str(ROLEGRAPH), "serve", "--port", "0", "--store", str(tmp_path / "store"), *options]
    make = [str(ROLEGRAPH), "load", "--quiet", "-", "--store", str(tmp_path / "store")]
    subprocess.run(make, input=b"", capture_output=True, timeout=60, check=False)
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    [line] = done.stderr.splitlines()
    assert said in line
    assert (done.returncode, done.stdout) == (1, "")


def test_the_command_prints_what_would_count_as_toml_that_can_be_read(file: Path, tmp_path: Path) -> None:
    command = [str(ROLEGRAPH), "settings", "--config", str(file), "--set", "queue=3"]
    environment = {"ROLEGRAPH_READERS": "5"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    (tmp_path / "printed.toml").write_text(done.stdout)
    printed = read_settings(tmp_path / "printed.toml", {}, {})
    assert printed == read_settings(file, environment, {"queue": "3"})
    assert (printed.queue, printed.readers, printed.deadline) == (3, 5, 5.0)
