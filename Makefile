# Ostraka needs python3 (3.11 to 3.13, with venv) and make; everything else goes into .venv.
# Another Python: make test PYTHON=/path/to/python3.12

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
LOCK := requirements/lock.txt
PEERS := .venv-peers
ROCRATE := .venv-rocrate
PYTHON ?= python3.13 python3.12 python3.11 python3

# The build backend comes from the lock as well, so that no build fetches a version of its own.
PIP_QUIET := PIP_DISABLE_PIP_VERSION_CHECK=1
PIP_INSTALL := $(PIP_QUIET) $(BIN)/python -m pip install -qq --constraint $(LOCK)
EDITABLE := --no-build-isolation --editable

# Candidates are run, not only looked up: a name on the path need not be a working Python.
USABLE := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))

.PHONY: help demo test test-explore lint format bench docs links lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.core ## run the shipped example and say where its report lies
	$(BIN)/ostraka demo --force

test: lint $(ROCRATE)/.installed ## lint, types, import floors, then all tests
	$(BIN)/python -m pytest

test-explore: $(VENV)/.explore ## the explorer's page, without a browser and in one (needs Chromium)
	$(BIN)/python -m pytest tests/browser

lint: $(VENV)/.dev ## style, format, types and import floors, changing nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev ## put imports and layout in order
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(VENV)/.dev $(PEERS)/.installed ## compare answers and speed with other frameworks, then speed by load
	$(BIN)/python -m benchmarks.peers
	$(BIN)/python -m benchmarks.speed

docs: $(VENV)/.docs ## build the documentation, running every example: docs/_build/html/index.html
	$(BIN)/python -m sphinx --quiet --fresh-env --fail-on-warning --keep-going --builder html docs docs/_build/html
	@echo "docs/_build/html/index.html"

links: $(VENV)/.docs ## ask every address that the documentation names whether it still answers (needs the network)
	$(BIN)/python -m sphinx --quiet --fresh-env --keep-going --define nb_execution_mode=off --define plot_gallery=0 \
		--define suppress_warnings=myst-nb.lexer \
		--builder linkcheck docs docs/_build/links

lock: ## resolve requirements/lock.txt anew (needs uv)
	uv pip compile --quiet --universal --upgrade --python-version 3.11 --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --all-extras pyproject.toml --output-file $(LOCK).new
	{ head -n 1 $(LOCK); cat $(LOCK).new; } > $(LOCK).next
	mv $(LOCK).next $(LOCK)
	rm -f $(LOCK).new
	cd requirements && for one in peers peers_mesa_frames rocrate; do \
		uv pip compile --quiet --universal --upgrade --python-version 3.11 --no-header --no-annotate \
			--no-emit-index-url --no-emit-find-links $$one.in --output-file $$one.txt \
			$$(test $$one = peers && echo --constraint lock.txt) || exit 1; \
	done

clean: ## remove the environments, caches and build results
	rm -rf docs/_build docs/questions $(VENV) $(PEERS) $(ROCRATE) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name .git -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +

# The stamps make a changed pyproject.toml or lock rebuild the environment from nothing.
$(VENV)/.core: pyproject.toml $(LOCK)
	@set -eu; \
	for candidate in $(PYTHON); do \
		if "$$candidate" -c '$(USABLE)' >/dev/null 2>&1; then chosen=$$candidate; break; fi; \
	done; \
	if [ -z "$${chosen:-}" ]; then \
		echo "Ostraka needs Python 3.11, 3.12 or 3.13 with its venv module; none of these is one: $(PYTHON)." >&2; \
		echo "Install one (on Debian and Ubuntu: python3 and python3-venv), or name it: make PYTHON=/path/to/python3.12" >&2; \
		exit 1; \
	fi; \
	echo "Building $(VENV) with $$("$$chosen" --version). The first time takes a minute or two."; \
	rm -rf $(VENV); \
	"$$chosen" -m venv $(VENV)
	@$(PIP_INSTALL) hatchling
	@$(PIP_INSTALL) $(EDITABLE) .
	@touch $@

$(VENV)/.dev: $(VENV)/.core
	@echo "Adding the development tools."
	@$(PIP_INSTALL) $(EDITABLE) '.[dev,sensitivity]'
	@touch $@

$(VENV)/.docs: $(VENV)/.core
	@echo "Adding what builds the documentation."
	@$(PIP_INSTALL) $(EDITABLE) '.[docs,sensitivity,assess,netcdf]'
	@touch $@

$(VENV)/.explore: $(VENV)/.dev
	@echo "Adding Streamlit, Playwright and axe, some 300 MB."
	@$(PIP_INSTALL) $(EDITABLE) '.[dev,explore,explore-test]'
	@touch $@

# What other frameworks need stays out of Ostraka's own environment, and mesa-frames apart from them.
$(PEERS)/.installed: $(VENV)/.core requirements/peers.txt requirements/peers_mesa_frames.txt
	@echo "Building $(PEERS) for the benchmark: other frameworks, 1.5 GB."
	@rm -rf $(PEERS)
	@$(BIN)/python -m venv $(PEERS)/main
	@$(PIP_QUIET) $(PEERS)/main/bin/python -m pip install -qq -r requirements/peers.txt
	@$(BIN)/python -m venv $(PEERS)/mesa_frames
	@$(PIP_QUIET) $(PEERS)/mesa_frames/bin/python -m pip install -qq --only-binary :all: \
		-r requirements/peers_mesa_frames.txt \
		|| { echo "mesa-frames does not install for this Python; the benchmark leaves it out."; \
			rm -rf $(PEERS)/mesa_frames; }
	@touch $@

# The validator of archives wants other versions of click and rich than Ostraka's command line.
$(ROCRATE)/.installed: $(VENV)/.core requirements/rocrate.txt
	@echo "Building $(ROCRATE), which holds archives against RO-Crate: 90 MB."
	@rm -rf $(ROCRATE)
	@$(BIN)/python -m venv $(ROCRATE)
	@$(PIP_QUIET) $(ROCRATE)/bin/python -m pip install -qq -r requirements/rocrate.txt
	@touch $@
