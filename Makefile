# Every task of the project by one name. `make` alone lists them.
#
# Needs Python 3.11, 3.12 or 3.13, make and git, nothing else.
# Another Python than python3: make clean, then make setup PYTHON=python3.12
# Options for pytest: make test PYTEST_ARGS="-k periods"
# One part of the benchmarks: make bench PART=council

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run ui test check fmt lock bench faults fuzz clean FORCE

PYTHON ?= python3
PYTEST_ARGS ?=
FUZZ_ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet
DEMO := home
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))

# Nothing about a council's runs leaves its network.
export DAGSTER_DISABLE_TELEMETRY := 1
export GX_ANALYTICS_ENABLED := false
# Council networks often inspect TLS: uv trusts the machine's own certificates, as pip can be told to.
export UV_SYSTEM_CERTS := true
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# An environment that happens to be active must not receive this project's packages.
unexport VIRTUAL_ENV
# Compiled modules are kept, whatever the shell says: without them every command starts seconds later.
unexport PYTHONDONTWRITEBYTECODE

# Two stamps: the locked packages are in, the project is in. The first holds the folder's name, since a virtual
# environment doesn't survive a move.
LOCKED := $(VENV)/.locked
READY := $(VENV)/.installed
HERE := test "$$(cat $(LOCKED) 2>/dev/null)" = "$(CURDIR)"
MOVED := $(shell $(HERE) || echo FORCE)

help: ## list the tasks
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' Makefile | awk -F'|' '{ printf "  make %-7s %s\n", $$1, $$2 }'

setup: $(READY) ## set up .venv from the locks
	@echo "$(VENV) is ready."

run: $(READY) | $(DEMO) ## run the newest quarter of the demonstration home, end to end
	@$(BIN)/pmf run --home $(DEMO)

ui: $(READY) | $(DEMO) ## open the Dagster UI on this computer, port 3000
	@$(BIN)/pmf ui --home $(DEMO)

test: $(READY) ## run every test
	@$(BIN)/pytest -n 2 --dist loadfile $(PYTEST_ARGS)

check: $(READY) ## lint, types, import contracts, generated docs up to date
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pmf docs --check

fmt: $(READY) ## format the code and mend what the linter can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(READY) ## measure what docs and decisions claim
	@$(BIN)/python -m benchmarks $(PART)

faults: $(READY) ## put some hundred faults into a home, one at a time, and count what the gates catch
	@$(BIN)/python -m tests.faults

fuzz: $(READY) ## land ten thousand malformed files (FUZZ_ARGS="--files DIR" spoils published files too)
	@$(BIN)/python -m benchmarks.fuzz $(FUZZ_ARGS)

lock: $(READY) ## renew the locks within pyproject.toml's ranges (needs the network)
	$(BIN)/uv $(COMPILE) --upgrade --all-extras pyproject.toml -o requirements.lock
	$(BIN)/uv $(COMPILE) --upgrade --group bootstrap -o requirements-uv.lock
	$(BIN)/uv $(COMPILE) --upgrade benchmarks/dbt/requirements.in -o benchmarks/dbt/requirements.lock

clean: ## remove .venv and caches; homes, and what they hold, stay
	rm -rf $(VENV) .venv-dbt .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One lock for Python 3.11 to 3.13 on any system, with hashes, and with no word of where packages come from:
# that's for each council's own pip or uv configuration to say.
COMPILE = pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --annotation-style line --custom-compile-command 'make lock'

# The stamp goes first and comes back last: a set-up that was interrupted, or whose Python has gone, starts from
# nothing, and any other is brought up to date in place.
# uv needs about five seconds where pip needs seventy; where only pip knows the way to packages, pip does it.
$(LOCKED): requirements.lock requirements-uv.lock $(MOVED)
	@{ $(HERE) && $(BIN)/python -c ''; } 2>/dev/null || rm -rf $(VENV)
	@rm -f $@
	@test -d $(VENV) || "$(PYTHON)" -c '$(SUPPORTED)' 2>/dev/null || { \
		echo "This project needs Python 3.11, 3.12 or 3.13, but '$(PYTHON)' is" \
			"$$("$(PYTHON)" --version 2>/dev/null || echo missing). Name another: make PYTHON=python3.12" >&2; \
		exit 1; }
	@test -d $(VENV) || { echo "1/3 Making $(VENV) with $$("$(PYTHON)" --version) ..."; "$(PYTHON)" -m venv $(VENV); }
	@echo "2/3 Installing the locked packages ..."
	@$(PIP) --require-hashes -r requirements-uv.lock \
		&& $(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python requirements.lock \
		|| { echo "    uv couldn't; pip takes over, which takes a minute or two ..."; \
			$(PIP) --require-hashes --no-deps -r requirements.lock; }
	@printf '%s' "$(CURDIR)" > $@

# Without the network: the build backend is among the locked packages.
$(READY): $(LOCKED) pyproject.toml
	@echo "3/3 Installing the project itself ..."
	@$(PIP) --no-build-isolation --no-deps --editable .
	@touch $@

# Made once; order-only, so that a run's new files don't make it look out of date.
$(DEMO): | $(READY)
	@$(BIN)/pmf init $(DEMO) --demo
