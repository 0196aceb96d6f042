# Every target does its own set-up: python3 with venv, and make, are all it needs.
PYTHON ?= python3
BIN := .venv/bin
RUN_STAMP := .venv/.run
DEV_STAMP := .venv/.dev
BENCH_STAMP := .venv/.bench

.PHONY: demo run test test-fast check bench crawl soak screenshots teach setup migrate revision lock clean

demo: $(RUN_STAMP)
	@$(BIN)/reliefline demo $(ARGS)

run: $(RUN_STAMP)
	@$(BIN)/reliefline run

migrate: $(RUN_STAMP)
	@$(BIN)/reliefline migrate

setup: $(DEV_STAMP)

# Bytecode is kept even where the machine forbids it: else every worker rewrites every assertion,
# and every process that a test starts compiles the whole product, each time anew.
test: $(DEV_STAMP)
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder -m "not soak and not bench" $(ARGS)

test-fast: $(DEV_STAMP)
	@$(BIN)/python -m pytest -q tests/matching tests/handlers $(ARGS)

check: $(DEV_STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(BENCH_STAMP)
	@$(BIN)/python -m tests.bench $(ARGS)

crawl: $(DEV_STAMP)
	@$(BIN)/python -m tests.crawl $(ARGS)

soak: $(DEV_STAMP)
	@$(BIN)/python -m pytest -q -m soak $(ARGS)

# The table of how goods are usually meant, learnt anew from the labelled messages.
teach: $(BENCH_STAMP)
	@PYTHONPATH=.:tests/support $(BIN)/python -m tests.teach

# The pictures of both READMEs, taken of the page by the machine's own Chromium.
screenshots: $(DEV_STAMP)
	@PYTHONPATH=.:tests/support $(BIN)/python -m tests.browser.screenshots

revision: $(DEV_STAMP)
	@$(BIN)/reliefline revision "$(m)"

# Pinned names, versions and hashes; uv comes from the package index like any other tool.
lock: $(DEV_STAMP)
	@$(BIN)/python -m pip install -q "uv>=0.9"
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-annotate --no-strip-extras --extra postgres --extra build -o requirements.lock pyproject.toml
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-annotate --no-strip-extras --extra dev --extra build -o requirements-dev.lock pyproject.toml
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -c requirements-dev.lock \
		--no-emit-index-url --no-annotate --no-strip-extras --extra dev --extra build --extra bench -o requirements-bench.lock pyproject.toml

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Reliefline needs Python 3.11 or newer; set PYTHON=python3.x" >&2; exit 2; }
	@$(PYTHON) -m venv .venv

$(RUN_STAMP): requirements.lock pyproject.toml | .venv/bin/python
	@test -e $(DEV_STAMP) -a $(DEV_STAMP) -nt requirements-dev.lock \
		|| { echo "Setting up (once) ..."; $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_STAMP): requirements-dev.lock pyproject.toml | .venv/bin/python
	@echo "Setting up (once) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(RUN_STAMP)

# The rivals of the benchmarks, which nothing else needs.
$(BENCH_STAMP): requirements-bench.lock $(DEV_STAMP)
	@echo "Setting up the rivals (once) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
