# Two commands do everything: `make build` (the main job) and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
# What the tests of the site need besides Python: a browser with letters to write with, and Java for the HTML checker.
BROWSER := chromium fonts-dejavu-core default-jre-headless
# A SPARQL server that deviates: its program alone, which starts no service.
SERVER := virtuoso-opensource-7-bin

.PHONY: build test check browser server editor bench docs clean

build: $(STAMP)
	$(BIN)/kotograph build -o build

test: $(STAMP) check browser server
	$(BIN)/python -m pytest

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

browser:
	@command -v chromium >/dev/null && command -v java >/dev/null || { $(call debian,$(BROWSER)); }

server:
	@command -v virtuoso-t >/dev/null || { $(call debian,$(SERVER)); }

# Install packages from Debian, as root or with sudo; else say what to do.
debian = if [ "$$(id -u)" = 0 ]; then as=; elif sudo -n true 2>/dev/null; then as=sudo; else as=none; fi; \
	  test "$$as" != none && command -v apt-get >/dev/null && $$as apt-get update -qq && \
	  $$as env DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq --no-install-recommends $(1) >/dev/null || { \
	  echo "the tests need more; install it: apt-get update && apt-get install $(1)"; exit 1; }

bench: $(STAMP)
	@test -x bench/.venv/bin/python || $(PYTHON) -m venv bench/.venv
	bench/.venv/bin/pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	$(BIN)/python -m bench --results bench/RESULTS.md

docs: $(STAMP)
	$(BIN)/python -m docs.generate

# The query page's editor, if installing could not fetch it.
editor: $(STAMP)
	$(BIN)/python hatch_build.py

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "kotograph needs Python 3.11 or newer; name one: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "the module venv is missing; install it: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	@$(BIN)/python -m kotograph.server.editor
	@touch $@

clean:
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
