"""Bearer tokens: kept as hashes, made and revoked beside a running service, asked for over HTTP."""

from __future__ import annotations

import hashlib
import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import get_args

import pytest
from flask import Flask
from flask.testing import FlaskClient
from serving import fill, serving

from rolegraph.graph.errors import StoreError, StoreMissing
from rolegraph.graph.store.tokens import SCOPES, Scope, TokenMissing, Tokens
from rolegraph.service.app import create_app
from rolegraph.service.auth import client, require
from rolegraph.service.parts import parts_of
from rolegraph.service.settings import Settings

ROLEGRAPH = Path(sys.executable).parent / "rolegraph"
COUNT = "/sparql?query=SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%3Fs%20%3Fp%20%3Fo%7D"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A small store without tokens."""
    fill(tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture
def tokens(store: Path) -> Tokens:
    return Tokens(store)


class TestKept:
    def test_only_the_hash_is_kept_and_only_the_owner_reads_it(self, store: Path, tokens: Tokens) -> None:
        kept, secret = tokens.create("write", "for the loader")
        text = (store / "tokens.json").read_text("utf-8")
        assert secret not in text
        assert hashlib.sha256(secret.encode()).hexdigest() in text
        assert stat.S_IMODE((store / "tokens.json").stat().st_mode) == 0o600
        assert tokens.all() == [kept]
        assert (kept.scope, kept.note) == ("write", "for the loader")

    def test_a_token_has_256_random_bits_and_is_found_by_its_text_alone(self, tokens: Tokens) -> None:
        made = [tokens.create("read") for _ in range(20)]
        assert len({secret for _, secret in made}) == len({kept.id for kept, _ in made}) == 20
        for kept, secret in made:
            assert len(secret.removeprefix("rg_")) == 43
            assert tokens.find(secret) == kept
        for wrong in ("", made[0][0].id, made[0][0].hash, made[0][1][:-1], made[0][1] + "x", "\udcff"):
            assert tokens.find(wrong) is None

    def test_scopes_include_each_other_in_order(self, tokens: Tokens) -> None:
        assert list(get_args(Scope)) == list(SCOPES) == ["read", "write", "admin"]
        for mine, scope in enumerate(SCOPES):
            kept, _ = tokens.create(scope)
            assert [kept.allows(other) for other in SCOPES] == [n <= mine for n in range(3)]

    def test_revoking_forgets_one(self, tokens: Tokens) -> None:
        (first, secret), (second, _) = tokens.create("read"), tokens.create("admin")
        assert tokens.revoke(first.id) == first
        assert tokens.all() == [second]
        assert tokens.find(secret) is None
        with pytest.raises(TokenMissing, match="token list"):
            tokens.revoke(first.id)

    def test_many_at_once_lose_none(self, store: Path) -> None:
        with ThreadPoolExecutor(8) as pool:
            made = list(pool.map(lambda _: Tokens(store).create("read")[0], range(24)))
        assert {kept.id for kept in Tokens(store).all()} == {kept.id for kept in made}

    def test_there_must_be_a_store(self, tmp_path: Path) -> None:
        with pytest.raises(StoreMissing):
            Tokens(tmp_path).create("read")
        assert list(tmp_path.iterdir()) == []

    def test_a_damaged_file_lets_nobody_in_and_is_no_traceback(self, store: Path, tokens: Tokens) -> None:
        (store / "tokens.json").write_text("{")
        with pytest.raises(StoreError, match=r"tokens\.json"):
            tokens.find("x")

    def test_a_scope_that_does_not_exist_allows_nothing(self, store: Path, tokens: Tokens) -> None:
        _, secret = tokens.create("read")
        file = store / "tokens.json"
        file.write_text(file.read_text().replace('"read"', '"everything"'))
        assert tokens.find(secret) is None


class TestCommands:
    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [str(ROLEGRAPH), "token", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    def test_the_token_stands_alone_on_the_last_line(self, store: Path, tokens: Tokens) -> None:
        done = self.run("create", "--store", store, "--scope", "admin", "--note", "Ada's")
        assert done.returncode == 0
        found = tokens.find(done.stdout.splitlines()[-1])
        assert found
        assert (found.scope, found.note) == ("admin", "Ada's")
        listed = self.run("list", "--store", store)
        assert listed.stdout.splitlines() == [f"{found.id}  admin  {found.created}  Ada's"]
        assert found.hash not in listed.stdout
        [row] = json.loads(self.run("list", "--json", "--store", store).stdout)
        assert row == {"id": found.id, "scope": "admin", "created": found.created, "note": "Ada's"}
        assert self.run("revoke", found.id, "--store", store).returncode == 0
        assert tokens.all() == []

    def test_errors_are_one_line(self, store: Path, tmp_path: Path) -> None:
        for arguments in (("revoke", "none", "--store", store), ("list", "--store", tmp_path / "no")):
            done = self.run(*arguments)
            assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
        assert self.run("create", "--store", store).returncode == 2


def who(scope: Scope) -> str:
    """A view that needs a scope and tells who asks."""
    require(scope)
    return client()


@pytest.fixture
def app(store: Path) -> Iterator[Flask]:
    """The application, with one path more for each scope."""
    made = create_app(store, Settings(read_token=1, access_log=0))
    for scope in SCOPES:
        made.add_url_rule(f"/needs/{scope}", scope, partial(who, scope))
    yield made
    parts_of(made).queries.close()


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    return app.test_client()


class TestAsked:
    @pytest.mark.parametrize("scope", SCOPES)
    @pytest.mark.parametrize(
        "headers", [{}, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer"}], ids=str
    )
    def test_without_a_token(self, browser: FlaskClient, scope: str, headers: dict[str, str]) -> None:
        answer = browser.get(f"/needs/{scope}", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="rolegraph"'
        assert answer.json
        assert answer.json["type"].endswith("/unauthorized")

    @pytest.mark.parametrize("secret", ["x", "rg_x", "x" * 600, "\xff", "a, Bearer b"])
    def test_with_an_unknown_token(self, browser: FlaskClient, secret: str) -> None:
        answer = browser.get("/needs/read", headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")

    def test_each_scope_opens_what_it_should(self, browser: FlaskClient, tokens: Tokens) -> None:
        for mine, scope in enumerate(SCOPES):
            kept, secret = tokens.create(scope)
            for other, needed in enumerate(SCOPES):
                answer = browser.get(f"/needs/{needed}", headers={"Authorization": f"bearer {secret}"})
                assert answer.status_code == (200 if other <= mine else 403)
                if other <= mine:
                    assert answer.text == f"token:{kept.id}"
                else:
                    challenge = answer.headers["WWW-Authenticate"]
                    assert challenge.endswith(f'error="insufficient_scope", scope="{needed}"')

    def test_a_token_elsewhere_than_in_the_header_is_none(self, browser: FlaskClient, tokens: Tokens) -> None:
        _, secret = tokens.create("admin")
        assert browser.get(f"/needs/read?access_token={secret}").status_code == 401
        browser.set_cookie("access_token", secret)
        browser.set_cookie("Authorization", f"Bearer {secret}")
        assert browser.get("/needs/read").status_code == 401

    def test_revoking_counts_from_the_next_request_on(self, browser: FlaskClient, tokens: Tokens) -> None:
        kept, secret = tokens.create("write")
        headers = {"Authorization": f"Bearer {secret}"}
        assert browser.get("/needs/write", headers=headers).status_code == 200
        tokens.revoke(kept.id)
        assert browser.get("/needs/write", headers=headers).status_code == 401

    def test_reading_is_open_unless_the_setting_says_otherwise(self, store: Path) -> None:
        made = create_app(store, Settings(access_log=0))
        made.add_url_rule("/needs/read", "read", partial(who, "read"))
        assert made.test_client().get("/needs/read").text == "127.0.0.1"
        unknown = {"Authorization": "Bearer unknown"}
        assert made.test_client().get("/needs/read", headers=unknown).text == "127.0.0.1"


def test_a_running_service_sees_tokens_come_and_go(store: Path, tokens: Tokens) -> None:
    with serving(store, "read_token=1") as server:
        assert server.request("GET", COUNT)[0].status == 401
        assert server.request("GET", "/metrics")[0].status == 401
        assert server.request("GET", "/healthz")[0].status == 200
        kept, secret = tokens.create("read")
        headers = {"Authorization": f"Bearer {secret}"}
        assert server.request("GET", COUNT, headers=headers)[0].status == 200
        assert server.request("GET", "/metrics", headers=headers)[0].status == 200
        tokens.revoke(kept.id)
        assert server.request("GET", COUNT, headers=headers)[0].status == 401


def test_no_shared_cache_keeps_what_a_token_opened(store: Path, tokens: Tokens) -> None:
    headers = {"Authorization": f"Bearer {tokens.create('read')[1]}"}
    with serving(store, "read_token=1", "access_log=0") as server:
        answer, _ = server.request("GET", COUNT, headers=headers)
        again, _ = server.request("GET", COUNT, headers={**headers, "If-None-Match": answer.headers["ETag"]})
        refused, _ = server.request("GET", COUNT)
        assert [one.status for one in (answer, again, refused)] == [200, 304, 401]
        for one in (answer, again, refused):
            assert one.headers["Cache-Control"] == "private, no-cache"
            assert {"Accept", "Authorization"} <= set(one.headers["Vary"].split(", "))
        assert server.request("GET", "/metrics", headers=headers)[0].headers["Cache-Control"] == "no-store"
        assert "Authorization" not in server.request("GET", "/healthz")[0].headers["Vary"]
    with serving(store, "access_log=0") as server:
        answer, _ = server.request("GET", COUNT, headers=headers)
        assert (answer.headers["Cache-Control"], answer.headers["Vary"]) == ("no-cache", "Accept")
