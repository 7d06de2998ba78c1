# make demo        a running site filled with a real network     (HOST=, PORT=)
# make test        the test suite                                (DATABASE_URL=, ARGS=)
SHELL := /bin/sh
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?= -n auto --dist loadgroup
BIN := .venv/bin

.PHONY: demo run test lint format bench lock clean

# The addresses in the pages and calendars are those of the server.
demo run: export BASE_URL ?= http://$(HOST):$(PORT)

demo: .venv/.requirements
	$(BIN)/python manage.py demo $(HOST):$(PORT)

run: .venv/.requirements
	$(BIN)/python manage.py setup
	$(BIN)/python manage.py runserver $(HOST):$(PORT)

test: .venv/.requirements-dev
	$(BIN)/python -m pytest $(ARGS)

bench: .venv/.requirements-dev
	$(BIN)/python -m tests.benchmarks

lint: .venv/.requirements-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/djlint templates --lint --check
	$(BIN)/python manage.py makemigrations --check --dry-run

format: .venv/.requirements-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint templates --reformat --quiet

# Compile the locks from pyproject.toml: hashes, and no address.
UV = $(BIN)/python -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet
lock: .venv/.python
	$(BIN)/python -m pip install --quiet uv
	$(UV) pyproject.toml -o requirements.txt
	$(UV) --group dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Il faut Python 3.11 ou plus récent : make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv .venv \
		|| { rm -rf .venv; echo "Sous Debian et Ubuntu : apt-get install python3-venv"; exit 1; }
	@touch $@

.venv/.requirements: requirements.txt | .venv/.python
	@echo "Installation des paquets (une fois)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.requirements-dev: requirements-dev.txt | .venv/.python
	@echo "Installation des paquets de développement (une fois)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
