# One environment in .venv; the two commands a newcomer needs are `make demo` and `make test`.
PYTHON ?= python3
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help env demo test browser lint bench soak figures notebooks lock clean

help:  ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 10

env: $(READY)  ## the environment in .venv, from the hashed constraints alone

$(READY): constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "wangge needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing (Debian and Ubuntu: apt install python3-venv)"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY)  ## the three answers on Linfen
	@WANGGE_HOME=$(CURDIR)/.wangge-demo $(BIN)/wangge demo $(ARGS)

test: $(READY) lint browser  ## every test, on a real Neo4j and in a real browser
	WANGGE_HOME=$(CURDIR)/.wangge-test $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

browser: $(READY)  ## Chromium and a Chinese font for the tests, by apt-get where they are missing
	@$(BIN)/python tests/browser/install.py

lint: $(READY)  ## ruff, mypy, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)  ## ratios, measured side by side in one run
	WANGGE_HOME=$(CURDIR)/.wangge-test $(BIN)/python -m benchmarks

soak: $(READY)  ## 20 seeds of planted gaps, 3 of route defects, 1,000 repairs, ten million buildings; writes benchmarks/SOAK.md
	WANGGE_HOME=$(CURDIR)/.wangge-test $(BIN)/python -m benchmarks.soak

notebooks: $(READY)  ## execute the notebooks and keep what they say
	WANGGE_HOME=$(CURDIR)/.wangge-demo $(BIN)/python notebooks/run.py $(ARGS)

figures: $(READY)  ## FIGURES.md, from the twins of all seven places
	WANGGE_HOME=$(CURDIR)/.wangge-test $(BIN)/python -m api.figures_md

lock: $(READY)  ## make the two locks anew: Python packages and the jars of Neo4j
	$(PYTHON) -m uv pip compile --universal --python-version 3.11 --all-extras --generate-hashes --no-header --upgrade -o constraints.txt pyproject.toml
	$(BIN)/python -m graph.jars

clean:  ## the environment and the folders of demo and tests
	rm -rf $(VENV) .wangge-demo .wangge-test
