"""The settings of the service: one table of (name, default, help), refusing unknown names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple, Self

from rolegraph.graph.store.reader_pool import PoolLimits
from rolegraph.service.errors import SettingsError


def _setting(default: float, help_text: str, least: float = 0) -> Any:
    return field(default=default, metadata={"help": help_text, "least": least})


@dataclass(frozen=True, slots=True)
class Settings:
    """How the service behaves; ``SETTINGS`` lists them for the command line and the documentation."""

    workers: int = _setting(1, "Web processes, each with readers of its own.", 1)
    threads: int = _setting(64, "Requests that one web process handles at a time.", 1)
    readers: int = _setting(2, "Reader processes of one web process; each evaluates one query.", 1)
    deadline: float = _setting(30.0, "Seconds after which a query is stopped, its transfer included.", 0.1)
    queue: int = _setting(32, "Queries that may wait for a reader of one web process.")
    queue_wait: float = _setting(5.0, "Seconds that a query waits for a reader before it gets 503.")
    memory: int = _setting(1024, "MiB of address space a reader may use; 0 sets no bound.")
    answer_size: int = _setting(1024, "MiB after which an answer is cut off.", 1)
    query_size: int = _setting(512, "KiB that a query and the body of a request may have.", 1)
    html_rows: int = _setting(1000, "Rows that the table for browsers shows.", 1)
    client_patience: float = _setting(30.0, "Seconds without progress after which a client is let go.", 0.1)

    def __post_init__(self) -> None:
        for setting in fields(self):
            value, least = getattr(self, setting.name), setting.metadata["least"]
            if not least <= value < float("inf"):
                raise SettingsError(f"setting {setting.name} is {value}: give a number of at least {least:g}")

    @classmethod
    def from_text(cls, values: Mapping[str, str]) -> Self:
        """Settings from texts by name; those not named have their defaults. Raises :class:`SettingsError`."""
        types: dict[str, Any] = {setting.name: setting.type for setting in SETTINGS}
        if unknown := sorted(set(values) - set(types)):
            raise SettingsError(f"there is no setting {unknown[0]!r}: the settings are {', '.join(types)}")
        try:
            return cls(**{name: types[name](text) for name, text in values.items()})
        except ValueError as error:
            raise SettingsError(f"a setting is not a number: {error}") from None

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
        )


class Setting(NamedTuple):
    """One row of the table."""

    name: str
    default: float
    help: str
    type: type[int] | type[float]


def _rows() -> Iterator[Setting]:
    defaults = Settings()
    for row in fields(Settings):
        default = getattr(defaults, row.name)
        yield Setting(row.name, default, row.metadata["help"], type(default))


SETTINGS = tuple(_rows())
"""Every setting, in the order of the documentation."""
