"""Who asks: bearer tokens (RFC 6750), in the Authorization header and nowhere else.

A browser adds no such header to a form that another site makes it send, so a foreign page can't
write with the rights of its visitor.
"""

from __future__ import annotations

from flask import g, request

from rolegraph.graph.store.tokens import Scope, Token
from rolegraph.service.errors import ScopeTooSmall, Unauthorized
from rolegraph.service.logs import TOKEN
from rolegraph.service.parts import parts

_CHALLENGE = 'Bearer realm="rolegraph"'
_LONGEST = 512


def require(scope: Scope) -> None:
    """Let the request pass only with a token of this scope; reading is open unless ``read_token`` is set.

    Raises :class:`Unauthorized` (401) without a token or with an unknown one, and
    :class:`ScopeTooSmall` (403), each with the challenge that RFC 6750, section 3, asks for.
    From here on :func:`is_private` is true.
    """
    if scope == "read" and not parts().settings.read_token:
        return
    g.private = True
    found = token()
    if found is None and _secret() is None:
        raise Unauthorized(
            f"a bearer token of scope {scope} is needed: send it as 'Authorization: Bearer TOKEN'",
            {"WWW-Authenticate": _CHALLENGE},
        )
    if found is None:
        raise Unauthorized(
            "this token is not known here, or was revoked",
            {"WWW-Authenticate": f'{_CHALLENGE}, error="invalid_token"'},
        )
    if not found.allows(scope):
        raise ScopeTooSmall(
            f"this token is of scope {found.scope}; a token of scope {scope} is needed",
            {"WWW-Authenticate": f'{_CHALLENGE}, error="insufficient_scope", scope="{scope}"'},
        )


def is_private() -> bool:
    """Whether the answer to the request depends on its token."""
    return bool(g.get("private"))


def token() -> Token | None:
    """The token that the request carries, if it is a known one; looked up once a request."""
    if "token" not in g:
        secret = _secret()
        g.token = parts().tokens.find(secret) if secret else None
        if g.token:
            request.environ[TOKEN] = g.token.id
    found = g.token
    assert found is None or isinstance(found, Token)
    return found


def client() -> str:
    """Who asks, for fairness and the logs: the id of a known token, else the address of the client."""
    found = token()
    return f"token:{found.id}" if found else request.remote_addr or "unknown"


def _secret() -> str | None:
    """The token's text; the scheme's name is compared without case (RFC 9110, section 11.1)."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip()
    return secret if scheme.lower() == "bearer" and 0 < len(secret) <= _LONGEST else None
