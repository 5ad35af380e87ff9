"""Apache Jena Fuseki over TDB2."""

from __future__ import annotations

import re
from pathlib import Path

from peers.engine import QUERY_LIMIT, Data, Engine, PeerMissing, output, program

_CONFIG = """
PREFIX fuseki: <http://jena.apache.org/fuseki#>
PREFIX ja: <http://jena.hpl.hp.com/2005/11/Assembler#>
PREFIX tdb2: <http://jena.apache.org/2016/tdb#>
<#service> a fuseki:Service ; fuseki:name "data" ; fuseki:dataset <#data> ;
  fuseki:endpoint [ fuseki:operation fuseki:query ; fuseki:name "sparql" ] ,
                  [ fuseki:operation fuseki:update ; fuseki:name "update" ] .
<#data> a tdb2:DatasetTDB2 ; tdb2:location "data" ; tdb2:unionDefaultGraph true ;
  ja:context [ ja:cxtName "arq:queryTimeout" ; ja:cxtValue "%d" ] .
"""


class Fuseki(Engine):
    """The server from Maven Central, on the Java that is installed (17 or newer)."""

    name = "Fuseki"
    query_path = "/data/sparql"
    update_path = "/data/update"

    def _java(self) -> str:
        return program("java", "install Java 17 or newer (Debian: apt-get install openjdk-17-jre-headless)")

    def _jar(self) -> str:
        jars = sorted(self.tools.glob("jena-fuseki-server-*.jar"))
        if not jars:
            raise PeerMissing(
                "there is no jena-fuseki-server: run `make peers` (Maven Central, needs mvn and Java 17)"
            )
        return str(jars[-1].absolute())

    def version(self) -> str:
        """From the name of its file, and Java's."""
        java = re.search(r'version "([^"]+)', output(self._java(), "-version", errors=True))
        version = Path(self._jar()).stem.rpartition("-")[2]
        return f"{version}, Java {java[1] if java else '?'}"

    def prepare(self, data: Data, folder: Path) -> None:
        """Bulk-load into TDB2."""
        (folder / "config.ttl").write_text(_CONFIG % (1000 * QUERY_LIMIT))
        output(self._java(), "-cp", self._jar(), "tdb2.tdbloader", "--loc", folder / "data", data.quads)

    def command(self, folder: Path, port: int) -> list[str]:
        """The server, with 4 GiB of heap."""
        options = ["--config=config.ttl", f"--port={port}", "--localhost"]
        return [self._java(), "-Xmx4g", "-jar", self._jar(), *options]
