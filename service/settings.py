"""The settings of the service: one table of (name, default, help), refusing unknown names.

:mod:`rolegraph.service.configuration` reads them from a file, the environment and flags.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple, Self

from rolegraph.graph.store.reader_pool import PoolLimits
from rolegraph.graph.writes import WriteLimits
from rolegraph.service.errors import SettingsError

Value = int | float | str


def _setting(default: float, help_text: str, least: float = 0, most: float = float("inf")) -> Any:
    """A number of at least ``least`` and at most ``most``; whole if the default is."""
    return field(default=default, metadata={"help": help_text, "least": least, "most": most})


def _text(default: str, help_text: str, choices: tuple[str, ...] = ()) -> Any:
    """A text on one line, one of ``choices`` if there are any."""
    return field(default=default, metadata={"help": help_text, "choices": choices})


@dataclass(frozen=True, slots=True)
class Settings:
    """How the service behaves; ``SETTINGS`` lists them for the command line and the documentation."""

    workers: int = _setting(1, "Web processes, each with readers of its own.", 1)
    threads: int = _setting(128, "Requests that one web process handles at a time.", 1)
    readers: int = _setting(2, "Reader processes of one web process; each evaluates one query.", 1)
    deadline: float = _setting(30.0, "Seconds after which a query is stopped, its transfer included.", 0.1)
    queue: int = _setting(64, "Queries that may wait for a reader of one web process.")
    queue_wait: float = _setting(5.0, "Seconds that a query waits for a reader before it gets 503.")
    memory: int = _setting(1024, "MiB of address space a reader may use; 0 sets no bound.")
    answer_size: int = _setting(1024, "MiB after which an answer is cut off.", 1)
    query_size: int = _setting(512, "KiB that a query or an update and the body of its request may have.", 1)
    upload_size: int = _setting(32, "MiB that RDF sent to be written or checked may have, unpacked.", 1)
    write_memory: int = _setting(
        2048, "MiB of address space the process that writes may use; 0 sets no bound."
    )
    html_rows: int = _setting(1000, "Rows that the table for browsers shows.", 1)
    client_patience: float = _setting(
        30.0, "Seconds in which a request must arrive, and a client make progress, else it is let go.", 0.1
    )
    default_graph: str = _text(
        "union",
        "The default graph of a query that names none: `union` of all graphs, or the stored one, `separate`.",
        ("union", "separate"),
    )
    rows: int = _setting(0, "Rows or triples after which an answer is cut off; 0 sets no bound.")
    per_client: int = _setting(
        32, "Queries of one client that may run and wait in one web process, then 429; 0 sets no bound."
    )
    cache: int = _setting(64, "MiB of finished answers that one web process keeps; 0 keeps none.")
    dump_space: int = _setting(4096, "MiB of disk that dumps may take, each and all together.", 1)
    service_hosts: str = _text(
        "", "Hosts that SERVICE may ask, as `host` or `host:port` with spaces between; none if empty."
    )
    read_token: int = _setting(0, "1 where reading needs a token, too; 0 where it is open.", 0, 1)
    trusted_hosts: str = _text(
        "",
        "Host names that requests may be for, with spaces between; others get 400. `.example.org` "
        "includes what is below it. All if empty.",
    )
    proxies: int = _setting(0, "Proxies before the service whose `X-Forwarded-For` tells the client.")
    access_log: int = _setting(
        1, "1 where every request is a line of the log; 0 where only faults are.", 0, 1
    )
    derive: str = _text(
        "on",
        "Whether the service builds what is derived from the graph in the background: `on` or `off`.",
        ("on", "off"),
    )
    query_log: str = _text("", "A file that gets a line of JSON for every query and update; none if empty.")

    def __post_init__(self) -> None:
        for setting in fields(self):
            _check(setting.name, getattr(self, setting.name), setting.metadata)

    @classmethod
    def from_text(cls, values: Mapping[str, str]) -> Self:
        """Settings from texts by name; those not named have their defaults. Raises :class:`SettingsError`."""
        return cls(**{name: parse(name, text) for name, text in values.items()})  # type: ignore[arg-type]

    @property
    def hosts(self) -> tuple[str, ...]:
        """The trusted hosts, one by one."""
        return names(self.trusted_hosts)

    @property
    def pool_limits(self) -> PoolLimits:
        """What concerns the readers."""
        return PoolLimits(
            size=self.readers,
            deadline=self.deadline,
            memory=self.memory,
            queue=self.queue,
            queue_wait=self.queue_wait,
            answer=self.answer_size << 20,
            rows=self.rows,
            per_client=self.per_client,
            cache=self.cache * 3 << 18,  # the rest is for the service's look-aside
            services=names(self.service_hosts),
        )

    @property
    def write_limits(self) -> WriteLimits:
        """What concerns writing."""
        return WriteLimits(self.deadline, self.write_memory, self.upload_size << 20)


def _check(name: str, value: Value, bounds: Mapping[str, Any]) -> None:
    if isinstance(value, str):
        if not value.isprintable():
            raise SettingsError(f"setting {name} is {value!r}: give a text on one line")
        if bounds["choices"] and value not in bounds["choices"]:
            raise SettingsError(f"setting {name} is {value!r}: give {' or '.join(bounds['choices'])}")
    elif not bounds["least"] <= value <= bounds["most"] or value == float("inf"):
        upper = "" if bounds["most"] == float("inf") else f" and at most {bounds['most']:g}"
        raise SettingsError(
            f"setting {name} is {value}: give a number of at least {bounds['least']:g}{upper}"
        )


def parse(name: str, text: str) -> Value:
    """The value that a text gives a setting. Raises :class:`SettingsError`."""
    kind = kind_of(name)
    try:
        return kind(text.strip())
    except ValueError:
        wanted = "a whole number" if kind is int else "a number"
        raise SettingsError(f"setting {name} is {text!r}: give {wanted}") from None


def kind_of(name: str) -> type[int] | type[float] | type[str]:
    """The type of a setting. Raises :class:`SettingsError` for a name that is none."""
    for setting in SETTINGS:
        if setting.name == name:
            return setting.type
    every = [setting.name for setting in SETTINGS]
    near = difflib.get_close_matches(name, every, n=1)
    hint = f"did you mean {near[0]}?" if near else f"the settings are {', '.join(every)}"
    raise SettingsError(f"there is no setting {name!r}: {hint}")


def names(text: str) -> tuple[str, ...]:
    """The entries of a list in a text, with spaces or commas between."""
    return tuple(text.replace(",", " ").split())


class Setting(NamedTuple):
    """One row of the table."""

    name: str
    default: Value
    help: str
    type: type[int] | type[float] | type[str]

    @property
    def shown(self) -> str:
        """The default as the documentation writes it."""
        return (self.default or '""') if isinstance(self.default, str) else f"{self.default:g}"


def _rows() -> Iterator[Setting]:
    defaults = Settings()
    for row in fields(Settings):
        default = getattr(defaults, row.name)
        yield Setting(row.name, default, row.metadata["help"], type(default))


SETTINGS = tuple(_rows())
"""Every setting, in the order of the documentation."""
