"""OpenLink Virtuoso, open source edition 7, as Debian packages it."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from pathlib import Path

from peers.engine import QUERY_LIMIT, Data, Engine, free_port, output, program

_REMEDY = "apt-get install virtuoso-opensource-7-bin"
_PATIENCE = 60
_LOAD = (
    "ld_dir('.', 'data.nq', 'urn:none'); rdf_loader_run(); GRANT SPARQL_UPDATE TO \"SPARQL\";"
    "DB.DBA.RDF_DEFAULT_USER_PERMS_SET('nobody', 7); checkpoint; shutdown();"
)
_CONFIG = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 200
DirsAllowed = .
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 128
MaxKeepAlives = 128
KeepAliveTimeout = 60
ServerRoot = .
[SPARQL]
ResultSetMaxRows = 2000000
MaxQueryExecutionTime = {limit}
"""


class Virtuoso(Engine):
    """``virtuoso-t`` with 2 GB of buffers, as many threads as clients, and no cap on rows."""

    name = "Virtuoso"
    update_path = "/sparql"
    # By default it also describes everything that points at the resource.
    cbd = 'define sql:describe-mode "CBD" DESCRIBE <{iri}>'

    def version(self) -> str:
        """Its own words."""
        found = re.search(
            r"Version ([\d.]+)", output(program("virtuoso-t", _REMEDY), "-?", succeeds=False, errors=True)
        )
        program("isql-vt", _REMEDY)
        return found[1] if found else "?"

    def prepare(self, data: Data, folder: Path) -> None:
        """Load by SQL, allow updates, and shut down."""
        (folder / "data.nq").symlink_to(data.quads)
        sql = free_port()
        command = self._command(folder, free_port(), sql)
        with subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as server:
            try:
                _await(sql)
                output(program("isql-vt", _REMEDY), f"127.0.0.1:{sql}", "dba", "dba", f"exec={_LOAD}")
                server.wait(_PATIENCE)
            finally:
                server.kill()

    def command(self, folder: Path, port: int) -> list[str]:
        """The server."""
        return self._command(folder, port, free_port())

    def _command(self, folder: Path, http: int, sql: int) -> list[str]:
        config = _CONFIG.format(http=http, sql=sql, limit=QUERY_LIMIT)
        (folder / "virtuoso.ini").write_text(config)
        return [program("virtuoso-t", _REMEDY), "+foreground", "+configfile", "virtuoso.ini"]


def _await(port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError as error:
            if time.monotonic() > until:
                raise RuntimeError(f"Virtuoso did not start: {error}") from None
            time.sleep(0.1)
