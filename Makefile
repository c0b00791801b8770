# Commands for people. `make` alone lists them. Nothing here needs more than a POSIX shell, make and Python.

SHELL := /bin/sh
.DEFAULT_GOAL := help

# Any of them from 3.11 to 3.13; the first that fits makes the environment. `make install PYTHON=…` names another.
PYTHON ?=
PYTHONS := $(or $(PYTHON),python3.13 python3.12 python3.11 python3)
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
PIP_TOOLS := pip-tools==7.6.2
COMPILE := pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-options \
	--no-header --strip-extras --allow-unsafe
WHOLLY_COVERED := wiki/access/*,wiki/merge.py,wiki/render/sanitise.py
COVER := --cov=wiki.access --cov=wiki.merge --cov=wiki.render.sanitise --cov-report=
# Where the tests of these lie; the walk over all routes beside them would take five times as long with lines counted.
COVERING := tests/access tests/rights tests/text tests/render
WALK := test_no_leaks.py

.PHONY: help install run dev test test-again coverage test-quick lint format faults leak-timing security-docs bench bench-relevance bench-rights bench-search bench-editor pins roundtrip assets clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: .venv/.installed ## make .venv with the `wiki` command

run: install ## install, then serve on http://localhost:8000 (data in ./data)
	@exec $(BIN)/wiki serve

dev: .venv/.installed-dev ## install what the tests and checks need

test: lint ## all checks and tests (8 minutes on two cores); what decides over rights and texts is wholly covered
	$(BIN)/python -m pytest -n 2 $(COVERING) --ignore=tests/access/$(WALK) $(COVER)
	$(BIN)/python -m coverage report --fail-under=100 --include='$(WHOLLY_COVERED)'
	$(BIN)/python -m pytest -n 2 tests/access/$(WALK) $(filter-out $(COVERING),$(patsubst %/,%,$(wildcard tests/*/)))

test-again: dev ## the Chromium tests that failed last time, one after the other; fails if any other test had failed
	! $(BIN)/python -m pytest --last-failed --last-failed-no-failures=none -m "not browser" --collect-only -q
	$(BIN)/python -m pytest --last-failed --last-failed-no-failures=none -m browser

coverage: dev ## all tests again, with every line counted, which takes half as long again; at least 90 %
	$(BIN)/python -m pytest -n 2 --cov --cov-report= --cov-fail-under=90
	$(BIN)/python -m coverage report --fail-under=90

test-quick: dev ## the quick tests only (1 minute)
	$(BIN)/python -m pytest -n 2 -q -m "not slow and not browser and not postgres and not samples"

lint: dev ## style, types, import rules, templates, spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --profile=jinja --lint --quiet
	$(BIN)/codespell

format: dev ## rewrite the code in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

faults: dev ## break everything the wiki stands on; writes docs/reliability.md (FAULT_ROUNDS=50 SOAK_MINUTES=30; as root)
	FAULTS_REPORT=docs/reliability.md $(BIN)/python -m pytest -n 0 -m faults tests/faults

leak-timing: dev ## does the time of an answer tell of hidden pages? (a few minutes, alone on the machine)
	PYTHONPATH=tests:tests/access $(BIN)/python tests/access/leak_timing.py

security-docs: dev ## write docs/security.md from the requirements that tests name
	$(BIN)/python tests/security/requirements.py

bench: dev ## measure against the budgets (alone on the machine)
	$(BIN)/python -m bench

bench-relevance: dev ## does search find the page that was meant? Beside FTS5 and PostgreSQL (WERKBUCH_SAMPLES; six minutes)
	$(BIN)/python -m bench.relevance

bench-rights: dev ## what rights cost with 5,000 people, 200 groups, 500 closed subtrees (a few minutes, alone)
	$(BIN)/python -m bench.rights

# First what may never happen, two minutes; then how quick it is.
bench-search: dev ## how quick search is, beside FTS5, PostgreSQL, tantivy, stock Whoosh (WERKBUCH_SAMPLES; half an hour, alone)
	WERKBUCH_SEARCH_SECONDS=60 $(BIN)/python -m pytest -s -q -n 0 tests/search/test_both_engines.py -k eight
	$(BIN)/python -m bench.search

bench-editor: dev ## the visual editor in Chromium beside a textarea and a stock editor (2 minutes, alone; Chromium, npm)
	$(BIN)/python -m bench.editor

# Each file is resolved within the one before, so that all of them fit into one environment. The oldest Python decides.
pins: ## renew the pinned, hashed requirements (PINS=--upgrade for newer ones)
	@set -e; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	$(or $(PYTHON),python3.11) -m venv "$$folder"; \
	"$$folder/bin/pip" --disable-pip-version-check --quiet install '$(PIP_TOOLS)'; \
	set -x; \
	"$$folder/bin/"$(COMPILE) $(PINS) -o requirements.txt pyproject.toml; \
	"$$folder/bin/"$(COMPILE) $(PINS) --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml; \
	"$$folder/bin/"$(COMPILE) $(PINS) --only-build-deps --build-deps-for editable --build-deps-for wheel \
		-c requirements-dev.txt -o requirements-build.txt pyproject.toml

# Needs Node.js alone: the editor's library is read from static/dist, as `make assets` made it.
roundtrip: ## open, edit and save every Markdown file of WERKBUCH_SAMPLES; tells what the editor keeps (EDITS=1 of each kind)
	node tests/editor/roundtrip.mjs --edits=$(or $(EDITS),1) "$$WERKBUCH_SAMPLES"

# Needs Node.js 20 or later and npm. The result is committed: running needs neither, testing only Node.js.
assets: ## build static/dist from static/diagram, static/editor and package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund
	npm run --silent build

clean: ## remove what the tools left behind; keeps .venv and data
	rm -rf build dist htmlcov .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './.venv/*' -not -path './data/*' -prune -exec rm -rf {} +

# A stamp is older than the pins exactly when there is something to install. Without the network when nothing is new.
.venv/.installed: .venv/bin/python requirements.txt requirements-build.txt pyproject.toml
	@echo "Installing the pinned dependencies into .venv ..."
	@$(PIP) install --require-hashes -r requirements.txt -r requirements-build.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.installed-dev: .venv/.installed requirements-dev.txt
	@echo "Installing the tools for tests and checks into .venv ..."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

.venv/bin/python:
	@bare=; for name in $(PYTHONS); do \
		$$name -c '$(FITS)' 2>/dev/null || continue; \
		if $$name -c 'import ensurepip, venv' 2>/dev/null; then exec $$name -m venv --clear .venv; fi; \
		bare=$$name; \
	done; \
	if [ -n "$$bare" ]; then \
		echo "$$bare cannot make an environment: sudo apt install python3-venv (or $$bare-venv)" >&2; \
	else \
		echo "Werkbuch needs Python 3.11, 3.12 or 3.13; none of these is one: $(PYTHONS)" >&2; \
	fi; exit 1
