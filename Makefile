# One line for each job. `make run` and `make test` need git, make and Python 3.11 or later, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What the app runs on, and what tests, lints and benches need on top: `make run` installs no more than it needs.
RUN := $(VENV)/.run
DEV := $(VENV)/.dev
BUILD := $(VENV)/.build
FAILED := The packages could not be fetched, and why stands above: see the network, or a proxy in HTTPS_PROXY.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
VERSION = $(shell sed -n 's/^VERSION = "\(.*\)".*/\1/p' bot/settings.py)
# Where nothing is compiled for keeps, every worker compiles all tests anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run check quick test coverage install lint licences format bench cards learn schema
.PHONY: wheel image sbom lock lock-check upgrade clean

run: $(RUN)
	@[ -e "$${CALMA_DATA_DIR:-data}/phrasebook.compiled" ] || echo "Starting: the first time Calma reads the whole phrasebook, which takes some seconds."
	@$(BIN)/python app.py run

# What is quick: one of the two processors lints while the other tests.
check: $(DEV)
	@$(MAKE) --no-print-directory -j2 lint quick

quick: $(DEV)
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "not process and not kill and not browser and not postgres and not long"

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
	@echo "Installing what tests and lints need, $$(grep -c == $<) packages, 208 MB to fetch: some minutes, this once."
	@$(PIP) -r $< || { echo "$(FAILED)"; exit 1; }
	@touch $(RUN) $@

$(BUILD): requirements/build.txt | $(BIN)/pip
	@$(PIP) -r $< || { echo "$(FAILED)"; exit 1; }
	@touch $@

lint: $(DEV)
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/vulture
	@$(MAKE) --no-print-directory licences >/dev/null
	@$(BIN)/python app.py phrasebook check

# Of all that the app can run on, against those that pyproject.toml allows.
licences: $(DEV)
	@$(BIN)/pip-licenses --packages $$(grep -oE '^[A-Za-z0-9._-]+' requirements/extras.txt)

format: $(DEV)
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

# All of it takes some hours: BENCH=--quick takes small sizes, BENCH="--only path" one bench.
bench: $(DEV)
	@$(BIN)/python -m bench $(BENCH)

# Needs npm and Chromium, which no test does for this: Microsoft's renderer of Adaptive Cards draws ours.
cards: $(DEV)
	@$(BIN)/python -m bench.cards

learn: install
	@$(BIN)/python app.py phrasebook learn

schema: install
	@$(BIN)/python app.py phrasebook schema

# Whoever installs Calma makes it too, and needs no tests for that.
wheel: $(BUILD)
	@mkdir -p build
	@$(BIN)/python -m build --wheel --no-isolation --outdir build . >build/wheel.log || { cat build/wheel.log; exit 1; }
	@ls build/calma-*.whl

# Needs Docker. PACKAGES=extras takes what only some need along.
image:
	@docker build --build-arg PACKAGES=$(or $(PACKAGES),run) --build-arg VERSION=$(VERSION) \
	  -t calma:$(VERSION) -t calma:latest .

# What the running app is made of, and what asks for what, as CycloneDX. It says nothing of this machine, and the same lock gives the same file.
sbom: $(DEV)
	@mkdir -p build
	@$(BIN)/python -W ignore::UserWarning -m cyclonedx_py requirements --pyproject pyproject.toml \
	  --output-reproducible --of JSON -o build/calma.cdx.json requirements/run.txt
	@$(BIN)/python requirements/graph.py requirements/run.txt build/calma.cdx.json
	@echo build/calma.cdx.json

# Needs uv. Versions stay as they are, but for what a changed line asks for. Without index addresses, so that
# the files name no registry's host.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --custom-compile-command "make lock" $(UPGRADE)
lock:
	@$(LOCK) pyproject.toml -o requirements/run.txt
	@$(LOCK) pyproject.toml --all-extras -c requirements/run.txt -o requirements/extras.txt
	@$(LOCK) pyproject.toml --all-extras requirements/dev.in -o requirements/dev.txt
	@$(LOCK) requirements/build.in -o requirements/build.txt
	@$(LOCK) pyproject.toml --all-extras requirements/bench.in -o requirements/bench.txt

upgrade:
	@$(MAKE) --no-print-directory lock UPGRADE=--upgrade

# Whether the locks are what their sources make: in a copy, which is made anew and has to be the same.
lock-check:
	@mkdir -p build && rm -rf build/lock && mkdir build/lock && cp -r pyproject.toml requirements build/lock
	@$(MAKE) --no-print-directory -f $(CURDIR)/Makefile -C build/lock lock
	@diff -r requirements build/lock/requirements && echo "The locks are what their sources make."

clean:
	@rm -rf $(VENV) build .coverage .mypy_cache .ruff_cache .pytest_cache
