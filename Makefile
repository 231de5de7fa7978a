# One line for each job. `make run` and `make test` need git, make and Python 3.11 or later, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What the app runs on, and what tests, lints and benches need on top: `make run` installs no more than it needs.
RUN := $(VENV)/.run
DEV := $(VENV)/.dev
FAILED := The packages could not be fetched, and why stands above: see the network, or a proxy in HTTPS_PROXY.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# One worker more than there are processors: some quick tests wait for a clock.
MORE := $(shell expr $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) + 1)

# Where nothing is compiled for keeps, every worker compiles all tests anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run check quick test coverage install lint format bench cards learn schema lock clean

run: $(RUN)
	@[ -e "$${CALMA_DATA_DIR:-data}/phrasebook.compiled" ] || echo "Starting: the first time Calma reads the whole phrasebook, which takes some seconds."
	@$(BIN)/python app.py run

# What is quick: one of the two processors lints while the other tests.
check: $(DEV)
	@$(MAKE) --no-print-directory -j2 lint quick

quick: $(DEV)
	@$(BIN)/python -m pytest -n $(MORE) --dist worksteal -m "not process and not kill and not browser and not postgres"

test: $(DEV) lint
	@$(BIN)/python -m pytest -n auto --dist worksteal

coverage: $(DEV)
	@$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-branch --cov-report=term

install: $(RUN)

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Calma needs Python 3.11 or later: make PYTHON=python3.12")'
	@echo "Making a place of its own for Calma's packages, .venv: some seconds."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "The venv module is missing: on Debian or Ubuntu, apt install python3-venv"; exit 1; }

$(RUN): requirements/run.txt | $(BIN)/pip
	@echo "Installing what Calma runs on, $$(grep -c == $<) packages, 37 MB to fetch: a minute or two, this once."
	@$(PIP) -r $< || { echo "$(FAILED)"; exit 1; }
	@touch $@

$(DEV): requirements/dev.txt requirements/run.txt | $(BIN)/pip
	@echo "Installing what tests and lints need, $$(grep -c == $<) packages, 165 MB to fetch: some minutes, this once."
	@$(PIP) -r $< || { echo "$(FAILED)"; exit 1; }
	@touch $(RUN) $@

lint: $(DEV)
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/vulture
	@$(BIN)/python app.py phrasebook check

format: $(DEV)
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

bench: $(DEV)
	@$(BIN)/python -m bench.start
	@$(BIN)/python -m bench.lookup
	@$(BIN)/python -m bench.own
	@$(BIN)/python -m bench.path
	@$(BIN)/python -m bench.teams
	@$(BIN)/python -m bench.drill
	@$(BIN)/python -m bench.presses
	@$(BIN)/python -m bench.deliveries
	@$(BIN)/python -m bench.alerts

# Needs npm and Chromium, which no test does for this: Microsoft's renderer of Adaptive Cards draws ours.
cards: $(DEV)
	@$(BIN)/python -m bench.cards

learn: install
	@$(BIN)/python app.py phrasebook learn

schema: install
	@$(BIN)/python app.py phrasebook schema

# Needs uv. Without index addresses, so that the files name no registry's host.
lock:
	@for set in run extras dev bench; do \
	  uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --custom-compile-command "make lock" requirements/$$set.in -o requirements/$$set.txt; \
	done

clean:
	@rm -rf $(VENV) build .coverage .mypy_cache .ruff_cache .pytest_cache
