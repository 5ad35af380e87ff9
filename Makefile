# Works on a machine with Python 3.11+, make and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STORE ?= rolegraph-store
HOST ?= 127.0.0.1
PORT ?= 8000

.PHONY: help setup serve load test lint format check wheel bench clean lock peers bench-serving

help:  ## what can be done
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "rolegraph needs Python 3.11 or newer: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@

setup: $(VENV)/.ready  ## an environment with everything pinned

load: setup  ## load the samples
	$(BIN)/rolegraph load samples --store $(STORE)

serve: load  ## set up, load the samples, serve them
	exec $(BIN)/rolegraph serve --store $(STORE) --host $(HOST) --port $(PORT)

test: setup  ## set up and run every test
	$(BIN)/python -m pytest --numprocesses=2 --dist=loadfile

.mypy_root/rolegraph: | setup
	@mkdir -p $@
	@for room in ontology shapes graph service; do ln -sfn ../../$$room $@/$$room; done

lint: setup .mypy_root/rolegraph  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup  ## put the code in its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

check: lint test  ## what CI runs

wheel: setup  ## build dist/rolegraph-*.whl
	$(BIN)/python -m build --wheel

FUSEKI := org.apache.jena:jena-fuseki-server:5.6.0
MAVEN_COPY := org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy

.peers/.ready: benchmarks/peers.txt
	$(PYTHON) -m venv .peers
	.peers/bin/python -m pip install --quiet --disable-pip-version-check --requirement benchmarks/peers.txt
	mvn --quiet --batch-mode $(MAVEN_COPY) -Dartifact=$(FUSEKI) -DoutputDirectory=.peers
	@touch $@

peers: .peers/.ready  ## what bench-serving compares with; also apt-get install virtuoso-opensource-7-bin
	@command -v virtuoso-t >/dev/null || { echo 'as root: apt-get install virtuoso-opensource-7-bin' >&2; exit 1; }

bench-serving: setup peers  ## rolegraph beside other SPARQL servers; benchmarks/README.md
	$(BIN)/python benchmarks/serving.py --report benchmarks/RESULTS.md

clean:  ## remove what was built, not the store
	rm -rf $(VENV) .mypy_root build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
