"""The files for deployment: a hardened systemd unit, its settings, and a Dockerfile, read as their tools do."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from rolegraph.service.cli import cli
from rolegraph.service.configuration import read_settings

HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "ProtectKernelModules": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectControlGroups": "yes",
    "CapabilityBoundingSet": "",
    "LockPersonality": "yes",
    "RestrictRealtime": "yes",
    "RestrictSUIDSGID": "yes",
    "SystemCallArchitectures": "native",
}
SECTIONS = {"Unit", "Service", "Install"}


@pytest.fixture(scope="module")
def deploy(project_root: Path) -> Path:
    return project_root / "deploy"


def unit_of(path: Path) -> dict[str, dict[str, str]]:
    """A unit's sections; every line must be one of systemd.syntax(7)."""
    sections: dict[str, dict[str, str]] = {}
    current: dict[str, str] = {}
    for line in path.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if head := re.fullmatch(r"\[(\w+)\]", line):
            current = sections.setdefault(head[1], {})
            continue
        pair = re.fullmatch(r"([A-Z]\w+)=(.*)", line)
        assert pair, line
        assert pair[1] not in current, line
        current[pair[1]] = pair[2]
    return sections


class TestUnit:
    def test_it_has_its_sections_and_is_hardened(self, deploy: Path) -> None:
        unit = unit_of(deploy / "rolegraph.service")
        assert set(unit) == SECTIONS
        assert {name: unit["Service"].get(name) for name in HARDENED} == HARDENED
        assert unit["Service"]["User"] not in ("", "root")
        assert unit["Install"] == {"WantedBy": "multi-user.target"}

    def test_it_starts_again_reloads_and_stops_in_good_order(self, deploy: Path) -> None:
        service = unit_of(deploy / "rolegraph.service")["Service"]
        assert (service["Restart"], service["KillMode"]) == ("always", "mixed")
        assert service["ExecReload"] == "/bin/kill -HUP $MAINPID"
        assert int(service["TimeoutStopSec"]) > read_settings(deploy / "rolegraph.toml", {}, {}).deadline + 5

    def test_what_it_starts_is_a_command_of_ours(self, deploy: Path) -> None:
        program, name, *arguments = shlex.split(unit_of(deploy / "rolegraph.service")["Service"]["ExecStart"])
        assert Path(program).is_absolute()
        context = cli.commands[name].make_context(name, list(arguments))
        assert context.params["store"] == Path("/var/lib/rolegraph/store")
        assert context.params["config"] == Path("/etc/rolegraph/rolegraph.toml")

    def test_systemd_finds_no_fault_where_it_is_installed(self, deploy: Path, tmp_path: Path) -> None:
        """Beside the checks above, which need no systemd."""
        copy = tmp_path / "rolegraph.service"
        text = (deploy / "rolegraph.service").read_text()
        copy.write_text(text.replace("/opt/rolegraph/bin/rolegraph", "/bin/true"))
        assert "/bin/true" in copy.read_text()
        if program := shutil.which("systemd-analyze"):
            command = [program, "verify", "--man=no", str(copy)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert "rolegraph.service" not in done.stderr

    def test_its_settings_can_be_read(self, deploy: Path) -> None:
        settings = read_settings(deploy / "rolegraph.toml", {}, {})
        assert (settings.workers, settings.threads) == (2, 128)
        text = (deploy / "rolegraph.toml").read_text()
        every = re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE)
        assert len(tomllib.loads(every)) > len(tomllib.loads(text))


def instructions(path: Path) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile, with continued lines joined."""
    text = re.sub(r"^#.*\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
    joined = re.sub(r"\\\n\s*", " ", text)
    found = [line.split(None, 1) for line in joined.splitlines() if line.strip()]
    return [(words[0], words[1]) for words in found]


KNOWN = {"FROM", "WORKDIR", "RUN", "COPY", "ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL"}
STARTING = {"HEALTHCHECK", "ENTRYPOINT", "CMD"}


@pytest.fixture(scope="module")
def lines(deploy: Path) -> list[tuple[str, str]]:
    return instructions(deploy / "Dockerfile")


class TestDockerfile:
    def test_it_has_known_instructions_and_two_stages_of_a_named_version(
        self, lines: list[tuple[str, str]]
    ) -> None:
        assert {name for name, _ in lines} <= KNOWN | STARTING
        images = [rest.split()[0] for name, rest in lines if name == "FROM"]
        assert len(images) == 2
        assert all(re.fullmatch(r"python:3\.\d+-slim-\w+", image) for image in images)

    def test_every_source_exists_and_is_sent_to_the_builder(
        self, lines: list[tuple[str, str]], project_root: Path
    ) -> None:
        copied = [source for name, rest in lines if name == "COPY" for source in rest.split()[:-1]]
        assert [source for source in copied if not (project_root / source).exists()] == []
        sent = (project_root / ".dockerignore").read_text().splitlines()
        assert sent[0] == "*"
        assert {line[1:] for line in sent if line.startswith("!")} == set(copied)

    def test_all_packages_are_copied(self, lines: list[tuple[str, str]], project_root: Path) -> None:
        settings = tomllib.loads((project_root / "pyproject.toml").read_text())["tool"]["setuptools"]
        copied = {source for name, rest in lines if name == "COPY" for source in rest.split()[:-1]}
        assert set(settings["package-dir"].values()) <= copied

    def test_it_does_not_run_as_root(self, lines: list[tuple[str, str]]) -> None:
        last = [index for index, (name, _) in enumerate(lines) if name == "FROM"][-1]
        users = [(index, rest) for index, (name, rest) in enumerate(lines) if name == "USER" and index > last]
        assert [rest for _, rest in users] == ["10001"]
        assert all(name != "RUN" for name, _ in lines[users[0][0] :])

    def test_what_it_runs_is_a_command_of_ours(self, lines: list[tuple[str, str]]) -> None:
        told = dict(lines)
        assert json.loads(told["ENTRYPOINT"]) == ["rolegraph"]
        name, *arguments = json.loads(told["CMD"])
        context = cli.commands[name].make_context(name, arguments)
        assert str(context.params["port"]) == told["EXPOSE"]
        check = json.loads(told["HEALTHCHECK"].partition("CMD ")[2])
        compile(check[-1], "healthcheck", "exec")
        assert f":{context.params['port']}/healthz" in check[-1]

    def test_versions_are_those_of_the_constraints(
        self, lines: list[tuple[str, str]], project_root: Path
    ) -> None:
        pinned = (project_root / "constraints.txt").read_text().splitlines()
        named = re.findall(r"\b\w+==[\d.]+", " ".join(rest for name, rest in lines if name == "RUN"))
        assert named
        assert set(named) <= set(pinned)
