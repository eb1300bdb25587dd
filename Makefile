# Everything a person does with this house. PYTHON, PORT and TIREK_DATA may be set:
#   make run PORT=9000 TIREK_DATA=/tmp/tirek
PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
# The checks look at code, not at somebody's data: they get an empty folder that nothing ever makes.
NOWHERE := .venv/no-data

.PHONY: help install install-dev run test check format lint types floors migrations templates bench conduct-report conduct-weights messages lock coverage

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

install:  ## install into .venv what the service needs
	@$(PYTHON) tools/bootstrap.py run

install-dev:  ## install also what the checks and the tests need
	@$(PYTHON) tools/bootstrap.py dev

run:  ## install, then start the demo on 127.0.0.1 and print who can sign in
	@$(PYTHON) tools/bootstrap.py run -- $(BIN)/tirek run --demo $(ARGS)

test:  ## install, then run the whole test suite on SQLite and on PostgreSQL (ARGS='tests/vault -x' for a part)
	@$(PYTHON) tools/bootstrap.py dev --browser
	@$(BIN)/python -m pytest --both $(ARGS)

coverage:  ## the tests with branch coverage
	@$(PYTHON) tools/bootstrap.py dev --browser
	@$(BIN)/python -m pytest --cov --cov-branch --cov-report=term-missing:skip-covered $(ARGS)

check: lint types floors migrations templates  ## everything that reads the code without running it

format: install-dev  ## let ruff write the code as the check wants it
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lint: install-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: install-dev
	$(BIN)/mypy

floors: install-dev
	$(BIN)/lint-imports --no-logo

migrations: install-dev
	TIREK_DATA=$(NOWHERE) DJANGO_SETTINGS_MODULE=tirek.config.settings $(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run

templates: install-dev
	$(BIN)/djlint tirek --lint --quiet

bench: install-dev  ## measure intake and the draft check beside plain baselines
	@$(BIN)/python -m benchmarks $(ARGS)

conduct-report: install-dev  ## score the second reading on the development sets (ARGS='drafts --open --misses')
	@$(BIN)/python -m tests.conduct.scoring $(ARGS)

conduct-weights:  ## learn the weights of the cue reader's likeness anew, after its learning texts or features changed
	@$(PYTHON) tools/bootstrap.py learn
	@$(BIN)/python -m tests.conduct.learning

messages: install-dev  ## collect the texts of the pages and compile the translations
	@$(BIN)/python tools/messages.py $(or $(ARGS),update)

# Maintainers only: needs uv. The locks hold names, versions and hashes, never an address.
UV_COMPILE = env -u UV_INDEX -u UV_EXTRA_INDEX_URL -u UV_FIND_LINKS uv pip compile --no-config --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --quiet
lock:  ## write requirements/*.txt anew from pyproject.toml
	@command -v uv >/dev/null || { echo "make lock needs uv: install it and run the same again"; exit 1; }
	$(UV_COMPILE) pyproject.toml -o requirements/run.txt
	$(UV_COMPILE) pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt
	$(UV_COMPILE) pyproject.toml --group dev --group learn -c requirements/dev.txt -o requirements/learn.txt
	echo pip | $(UV_COMPILE) - -o requirements/pip.txt
