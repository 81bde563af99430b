# Each target works alone on a fresh checkout: it makes .venv, fetches what it needs, and does nothing twice. Versions
# are those locked in requirements/. `LOCK=` at the end takes the newest instead, `LOCK=lowest` the lowest that
# pyproject.toml allows (on Python 3.10 to 3.12: some are older than later ones).
#
#   make demo     see it work: a throw-away PostgreSQL, drifted before your eyes
#   make test     the tests, on real servers
#   make quick    what daily work needs of them, on one server, in less than a minute
#   make fuzz     ten thousand random changes of databases, each of which has to be told; `FUZZ=500` makes fewer
#   make lint     formatting, lint, types, who may import whom; workflows, pipelines, Dockerfile; the site and its links
#   make check    lint and test: what CI runs
#   make format   rewrite the sources as the formatter wants them
#   make golden   run the tests and keep what they print as the new expectation; read the diff before committing
#   make docs     the site, in build/site; a warning is an error
#   make release  the distributions of the last commit, in dist/: the same bytes each time, checked and tried
#   make lock     renew the lock, and tell what changed
#   make bench    how fast it is, beside pg_dump and others; takes some minutes
#   make clean    remove all that these made
#
# `make test K=index` runs what `pytest -k index` selects; so do `make quick` and `make golden`, which then keeps only that.

# The first of these that is Python 3.10 or newer; `make PYTHON=... test` takes another. Asked, not looked up by name:
# a version manager's shim exists for versions that do not run.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python3.10 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 10))' >/dev/null 2>&1 && echo $$python && break; done)

LOCK := locked
VERSIONS := $(or $(LOCK),newest)
ifeq ($(filter locked lowest newest,$(VERSIONS)),)
$(error LOCK= takes the newest versions, LOCK=lowest the lowest; there is no LOCK=$(LOCK))
endif

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PYTEST = $(BIN)/python -m pytest -n 3 --dist worksteal $(if $(K),-k '$(K)')
TESTED := tests/servers tests/conftest.py tests/shared.py tests/test_servers.py

# The site's builder advertises its successor on every run.
MKDOCS := NO_MKDOCS_2_WARNING=1 .cache/docs/bin/mkdocs build --strict --quiet

.DEFAULT_GOAL := check
FUZZ := 10000
.PHONY: demo test quick fuzz lint check format golden docs release lock bench clean
.DELETE_ON_ERROR:

demo: .venv/.stamp-demo
	@$(BIN)/schemacheck demo

# The sources are compiled first: under PYTHONDONTWRITEBYTECODE each of a thousand processes would do it anew.
test: .venv/.stamp-dev
	@$(BIN)/python -m compileall -q src
	@$(BIN)/python -m tests.servers
	$(PYTEST)

quick: .venv/.stamp-dev
	@$(BIN)/python -m compileall -q src
	$(PYTEST) -m 'not slow' tests/unit tests/cli tests/test_cases.py::test_case

# Its header says the seed; FUZZ_SEED=... has the same changes again.
fuzz: .venv/.stamp-dev
	@$(BIN)/python -m tests.servers
	FUZZ=$(FUZZ) FUZZ_SEED=$(FUZZ_SEED) $(PYTEST) --timeout 3600 tests/fuzz

lint: .venv/.stamp-dev .cache/lint/.stamp .cache/docs/.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy $(TESTED)
	$(BIN)/mypy requirements/lock.py
	$(BIN)/mypy .ci/release.py
	$(BIN)/mypy .ci/files.py
	$(BIN)/mypy .ci/readme.py
	$(BIN)/lint-imports
	.cache/lint/bin/python .ci/files.py
	$(MKDOCS)

check: lint
	@$(MAKE) --no-print-directory test

format: .venv/.stamp-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

golden: .venv/.stamp-dev
	@$(BIN)/python -m tests.servers
	UPDATE_GOLDEN=1 $(PYTEST)

# The site's builder, the checks of files and those of a release have environments apart: .venv is for the tests.
docs: .cache/docs/.stamp
	@$(MKDOCS)

release: .cache/release/.stamp
	@.cache/release/bin/python .ci/release.py

.cache/docs/.stamp: requirements/docs.txt
.cache/lint/.stamp: requirements/lint.txt
.cache/release/.stamp: requirements/release.txt
.cache/%/.stamp:
	@$(or $(PYTHON),python3) -m venv --clear .cache/$*
	@.cache/$*/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements/$*.txt
	@touch $@

# A damaged lock is mended so, too: .venv is not set up from it first, and uv comes from wherever it is.
lock: .venv/.versions
	@$(PIP) install --quiet uv
	@$(BIN)/python requirements/lock.py renew

bench: .venv/.stamp-dev
	@$(BIN)/python -m compileall -q src
	@$(BIN)/python -m benchmarks

clean:
	rm -rf .venv .cache .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Which versions .venv holds. Others begin with an empty one: nothing stays in it that they do not bring themselves.
ifneq ($(shell cat .venv/.versions 2>/dev/null),$(VERSIONS))
.PHONY: .venv/.versions
endif
.venv/.versions:
	@test -n "$(PYTHON)" || { echo "schemacheck needs Python 3.10 or newer; name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; v = sys.version_info; v >= (3, 10) or sys.exit("schemacheck needs Python 3.10 or newer; $(PYTHON) is %d.%d. Name another: make PYTHON=/path/to/python3" % v[:2])'
	@rm -rf .venv
	@$(PYTHON) -m venv .venv || { echo "$(PYTHON) cannot make a virtual environment (Debian has that apart: python3-venv)" >&2; rm -rf .venv; exit 1; }
	@echo "$(VERSIONS)" >$@

# The files of requirements/ that .venv is set up from.
FROM_locked_demo := demo build
FROM_locked_dev := dev
FROM_lowest_demo := lowest
FROM_lowest_dev := lowest
from = $(FROM_$(VERSIONS)_$(1))

# Set up .venv for $(1). No stamp stands while that goes on: what was interrupted or failed begins again.
define set-up
@echo "Setting up .venv for $(1) with the $(VERSIONS) versions"
@rm -f .venv/.stamp-*
$(if $(from),$(install-files),$(install-newest))
@touch $@
endef

define install-files
@$(BIN)/python requirements/lock.py check
@$(PIP) install --quiet --require-hashes $(from:%=-r requirements/%.txt)
@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
endef

define install-newest
@$(PIP) install --quiet --upgrade --upgrade-strategy eager hatchling editables --editable '.[$(1)]'
@$(BIN)/python requirements/lock.py differences
endef

.venv/.stamp-demo: pyproject.toml .venv/.versions $(wildcard requirements/*.txt)
	$(call set-up,demo)

.venv/.stamp-dev: pyproject.toml .venv/.versions $(wildcard requirements/*.txt)
	$(call set-up,dev)
	@touch .venv/.stamp-demo
