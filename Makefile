# `make demo` and `make test` are the two commands a newcomer needs; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help setup demo test behaviour check format bench bench-quick peers nightly lock clean
.DEFAULT_GOAL := help

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Frontdesk needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 ...' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo 'No venv module: on Debian, apt-get install python3-venv' >&2; rm -rf $(VENV); exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

setup: $(READY)  ## make .venv with the locked packages

demo: setup  ## ring the example clinic and watch the call
	$(BIN)/frontdesk demo

test: setup check  ## everything that must hold, on real weights
	$(BIN)/frontdesk weights pull
	$(BIN)/python -m pytest

behaviour: setup  ## required behaviour: which test shows it, and does it pass
	$(BIN)/python -m tests.behaviour

check: setup  ## formatter, linter, types, import laws
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_laws.py

format: setup  ## put the code in shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup  ## the benchmarks, with plots (all but an hour of the receptionist)
	$(BIN)/frontdesk bench all

bench-quick: setup  ## the short form of all benchmarks
	$(BIN)/frontdesk bench all --quick

peers:  ## install pipecat in .peers-venv, for benchmarks/peers
	$(PYTHON) -m venv .peers-venv
	.peers-venv/bin/pip install --quiet --disable-pip-version-check -r benchmarks/peers/requirements.txt

nightly: setup  ## the slow suites in their long form
	$(BIN)/frontdesk weights pull
	FRONTDESK_NIGHTLY=1 $(BIN)/python -m pytest --timeout=7200

lock:  ## re-resolve requirements.lock (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --extra demo --extra dev \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -o requirements.lock

clean:  ## remove what was built here (not the weights)
	rm -rf $(VENV) .peers-venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
