# Needs Python 3.11 or newer (with venv), git and make. Everything else is fetched into .venv, by version and hash.
#
#   make run      install, then read the five sample reports into operations.duckdb with the embedded model
#   make test     install, then run the tests
#   make check    lint, types, import layers and tests
#   make tour     make tour.duckdb, the database of docs/tour.md, with scripted readers
#   make soak     kill a run at 200 random moments, and say what was seen (docs/crashes.md)
#   make record   record the cassettes again from the embedded model
#   make screenshots   the pictures of docs/screenshots, from the sample reports; needs Chromium
#   make lock     resolve the dependencies of pyproject.toml anew
#   make clean    remove .venv and everything that tools left behind

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check lint types layers tour soak record screenshots lock clean

VENV := .venv
BIN := $(VENV)/bin
CANDIDATES := python3.11 python3.12 python3.13 python3 python
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input install --no-deps
LOCKED := --require-hashes --only-binary :all: -r

help:
	@sed -n 's/^#   //p' Makefile

$(BIN)/python:
	@for name in $(CANDIDATES); do \
	    "$$name" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    echo "Making $(VENV) with $$($$name --version)"; \
	    exec "$$name" -m venv $(VENV); \
	done; \
	echo "No Python 3.11 or newer with its venv module was found; tried: $(CANDIDATES)." >&2; \
	echo "Install one (Debian and Ubuntu: python3 and python3-venv) and type make again." >&2; \
	exit 1

# The stamps make a second make start at once; a changed lock installs again.
$(VENV)/.run: requirements.lock requirements-embedded.lock pyproject.toml | $(BIN)/python
	@echo "Installing what running needs, 130 MB to fetch (once)"
	@$(PIP) $(LOCKED) requirements.lock
	@$(PIP) $(LOCKED) requirements-embedded.lock
	@$(PIP) --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Installing what the tests need (once)"
	@$(PIP) $(LOCKED) requirements-dev.lock
	@touch $@

# With the embedded model, whatever endpoint the environment names.
run: $(VENV)/.run
	@env -u OPENAI_BASE_URL -u EXTRACTOR_BASE_URL -u EXTRACTOR_MODEL $(BIN)/extractor run seeds --db operations.duckdb

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy
	$(BIN)/mypy schemas prompts

layers: $(VENV)/.dev
	$(BIN)/lint-imports --no-logo

test: $(VENV)/.dev
	$(BIN)/pytest -q -n auto --dist worksteal

check: lint types layers test

# In seconds, without a key or a network: the readers are scripted, with the flaws that the page states.
tour: $(VENV)/.dev
	@env -u OPENAI_BASE_URL -u EXTRACTOR_BASE_URL -u EXTRACTOR_MODEL $(BIN)/python tests/tour.py tour.duckdb

# Another KILL_SEED tries other moments.
soak: $(VENV)/.dev
	KILL_MOMENTS=200 $(BIN)/pytest -q -p no:randomly tests/crash/test_sigkill.py

# A cassette is kept by what the embedded model really answered: look at the diff before committing it.
record: $(VENV)/.dev
	$(BIN)/pytest -q tests/llm -m vcr --record-mode=rewrite

screenshots: $(VENV)/.dev
	PYTHONPATH=tests $(BIN)/python tests/benchmarks/screenshots.py --into docs/screenshots

# The first lock holds everything; the second is the part of it that running needs, at the same versions.
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --upgrade
lock: $(VENV)/.dev
	$(COMPILE) --extra dev --output-file requirements-dev.lock pyproject.toml
	$(COMPILE) --all-build-deps --constraint requirements-dev.lock --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
