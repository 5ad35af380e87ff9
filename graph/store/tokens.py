"""Bearer tokens: who may read, write or administer, kept as hashes in one file of the store.

``STORE/tokens.json`` is replaced as a whole by one rename, and read whenever a token is checked:
a token that is made or revoked beside a running service counts from the next request on. A token
is 256 random bits, so one round of SHA-256 keeps it: there is no dictionary to try, and nothing
to slow down.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

from rolegraph.graph.errors import StoreError
from rolegraph.graph.store.durable import sync
from rolegraph.graph.store.generations import store_base
from rolegraph.graph.store.writing import now

Scope = Literal["read", "write", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""In this order: each includes those before it."""
TOKENS_FILE = "tokens.json"
_LOCK = "tokens.lock"
_PREFIX = "rg_"
_BYTES = 32


class TokenMissing(StoreError):
    """There is no token of that name."""


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token: a name for it, its SHA-256 in hex, its scope, a note, when it was made."""

    id: str
    hash: str
    scope: Scope
    note: str
    created: str

    def allows(self, scope: Scope) -> bool:
        """Whether its scope includes another."""
        return SCOPES.index(self.scope) >= SCOPES.index(scope)


class Tokens:
    """The tokens of the store in a folder."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._file = store / TOKENS_FILE

    def create(self, scope: Scope, note: str = "") -> tuple[Token, str]:
        """A new token: what is kept of it, and the secret text, which can't be had again.

        Raises :class:`StoreMissing` where there is no store.
        """
        store_base(self._store)
        secret = _PREFIX + secrets.token_urlsafe(_BYTES)
        with self._changing() as tokens:
            token = Token(_fresh_id(tokens), _hash(secret), scope, note, now())
            self._write([*tokens, token])
        return token, secret

    def revoke(self, token_id: str) -> Token:
        """Forget a token: it counts no more. Raises :class:`TokenMissing`, :class:`StoreMissing`."""
        store_base(self._store)
        with self._changing() as tokens:
            found = [token for token in tokens if token.id == token_id]
            if not found:
                raise TokenMissing(f"there is no token {token_id!r}: 'rolegraph token list' names them")
            self._write([token for token in tokens if token.id != token_id])
        return found[0]

    def all(self) -> list[Token]:
        """Every token, oldest first. Raises :class:`StoreError` where the file can't be read."""
        try:
            rows = json.loads(self._file.read_text("utf-8"))["tokens"]
            tokens = [Token(**row) for row in rows]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise StoreError(f"{self._file} can't be read ({error}): make the tokens anew") from None
        return [token for token in tokens if token.scope in SCOPES]

    def find(self, secret: str) -> Token | None:
        """The token with this secret text; compares with every one, each in constant time."""
        given = _hash(secret)
        found = None
        for token in self.all():
            if hmac.compare_digest(token.hash, given):
                found = token
        return found

    @contextmanager
    def _changing(self) -> Iterator[list[Token]]:
        """Hold the lock of the file over one change; it falls with the process."""
        with (self._store / _LOCK).open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self.all()

    def _write(self, tokens: list[Token]) -> None:
        fresh = self._file.with_suffix(".json.new")
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"tokens": [asdict(token) for token in tokens]}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._file)
        sync(self._store)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def _fresh_id(tokens: list[Token]) -> str:
    taken = {token.id for token in tokens}
    while (name := secrets.token_hex(4)) in taken:
        continue
    return name
