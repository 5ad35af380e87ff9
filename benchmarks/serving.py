"""rolegraph beside other SPARQL servers: ``python benchmarks/serving.py``, see README.md here."""

import signal
import sys

from serving_run import main

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that every server is stopped, too
    main()
