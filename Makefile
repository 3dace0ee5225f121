# The same recipes for people and for CI. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "tocsin needs Python 3.11 or newer; set PYTHON=python3.x" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "installing into .venv (once) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

setup: $(STAMP) ## install tocsin and its tools into .venv

demo: $(STAMP) ## three weeks and a crisis in under a minute: no Kafka, no Slack, no account
	@$(BIN)/tocsin demo

check: $(STAMP) ## lint, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check ## everything: check, then every test
	$(BIN)/python -m pytest tests --ignore=tests/bench

test-fast: $(STAMP) ## unit, property and scenario tests only
	$(BIN)/python -m pytest tests/unit tests/property tests/scenario

bench: $(STAMP) ## the baseline figures of docs/benchmarks.md (needs Java and Maven, or KAFKA_BOOTSTRAP_SERVERS)
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@$(BIN)/python -m tests.bench.run .venv-bench/bin/python

train: $(STAMP) ## train the tone model and the table of letters anew, the same bytes every time; CORRECTIONS=FILE adds your own
	@test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	@.venv-train/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/train.txt
	@PYTHONPATH=. .venv-train/bin/python training/letters.py > .venv-train/letters.txt
	@mv .venv-train/letters.txt detectors/sentiment/letters.txt
	@PYTHONPATH=. .venv-train/bin/python training/train.py $(CORRECTIONS)

lock: ## write requirements/*.txt anew (hashes, no index addresses; needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements/run.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group bench -o requirements/bench.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group train -c requirements/dev.txt -o requirements/train.txt
	echo hatchling | uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements/dev.txt - -o requirements/build.txt

.PHONY: help setup demo check test test-fast bench train lock
