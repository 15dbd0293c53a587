# One command to a report: `make report`. Needs make and Python 3.11, 3.12 or 3.13; nothing else
# has to be installed first. With uv on the path that is used, otherwise a private copy is fetched
# into .bootstrap/. Everything lands inside this folder (and uv's cache). Runs with GNU make 3.81+.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# What a caller may have set for other work, and what would bend ours: another environment,
# other modules, no bytecode (every kernel start would pay for it), no asserts (empty tests).
unexport VIRTUAL_ENV UV_PROJECT_ENVIRONMENT
unexport PYTHONHOME PYTHONPATH PYTHONDONTWRITEBYTECODE PYTHONOPTIMIZE

# Networks of public bodies often sign with a certificate of their own, which the system knows and
# uv's built-in list does not. A system without a store falls back on that list.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt \
	/etc/ssl/ca-bundle.pem /etc/ssl/cert.pem),)
export UV_SYSTEM_CERTS ?= true
endif

PY := .venv/bin/python
STAMP := .venv/.evalkit-setup
BOOTSTRAP_UV := .bootstrap/bin/uv
# Everything is run side by side, a file of tests in one process; with PYTEST_ARGS as it is asked.
PYTEST_ARGS ?= -n logical --maxprocesses=4 --dist=loadfile

# Sets $uv for the rest of a recipe line. `uv cache dir` does nothing, but it fails when uv is
# absent, is a shim without a program, or is older than pyproject.toml asks for.
find_uv = uv=uv; uv cache dir >/dev/null 2>&1 || { \
	$(MAKE) -s --no-print-directory $(BOOTSTRAP_UV) && uv=$(BOOTSTRAP_UV); }

# Sets $py to a Python we can use, or stops with what to do.
find_python = py=; seen=; for p in python3.13 python3.12 python3.11 python3 python; do \
		v=`$$p -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null` || continue; \
		seen="$$seen $$p=$$v"; \
		case $$v in 3.11|3.12|3.13) py=$$p; break;; esac; \
	done; \
	if [ -z "$$py" ]; then \
		echo "evalkit needs Python 3.11, 3.12 or 3.13. Found:$${seen:- none}." >&2; \
		echo "Install one of them (or uv, which brings its own) and run make again." >&2; \
		exit 1; \
	fi; \
	if ! $$py -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$$py cannot make virtual environments: its venv or ensurepip module is missing." >&2; \
		echo "On Debian and Ubuntu: sudo apt install python3-venv (or python$$v-venv). Then run make again." >&2; \
		exit 1; \
	fi

.PHONY: help
help: ## show this list
	@awk -v hidden='$(if $(wildcard bench/__main__.py),,bench)' 'BEGIN { FS = ":.*## " } \
		/^[a-z][a-z-]*:.*## / && $$1 != hidden { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: $(STAMP) ## make .venv with exactly the locked versions (at once when nothing changed)

# A .venv whose interpreter is gone is made anew.
ifneq ($(shell test -x $(PY) && echo usable),usable)
.PHONY: $(STAMP)
endif

$(STAMP): pyproject.toml uv.lock evalkit/version.py
	@$(find_uv) && "$$uv" sync --locked && touch $@

$(BOOTSTRAP_UV):
	@$(find_python); echo "No uv (0.11 or later) on the path: fetching it into .bootstrap/ with $$py" && \
		"$$py" -m venv .bootstrap && \
		.bootstrap/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.11'

.PHONY: report
report: $(STAMP) ## from nothing to a report: set up, then `evalkit demo` on the made-up data
	@$(PY) -m evalkit demo

.PHONY: test
test: $(STAMP) ## run the tests and the examples in the docstrings (PYTEST_ARGS="-k name")
	@MPLBACKEND=Agg $(PY) -m pytest $(PYTEST_ARGS)

.PHONY: lint
lint: $(STAMP) ## check style and layout with ruff
	@$(PY) -m ruff check . && $(PY) -m ruff format --check .

.PHONY: format
format: $(STAMP) ## let ruff lay the code out and repair what it safely can
	@$(PY) -m ruff check --fix . ; $(PY) -m ruff format .

.PHONY: types
types: $(STAMP) ## check types with mypy
	@$(PY) -m mypy

.PHONY: layers
layers: $(STAMP) ## check that imports point downwards
	@.venv/bin/lint-imports

# The notebook about one person takes one of the made-up ones.
RUN_NOTEBOOK := import sys, evalkit as ek; \
	of_one = sys.argv[1].endswith("individual_status.ipynb"); \
	who = {"person": ek.pseudonym_of("N02", programme="netvaerksopbygning"), "as_of": "2026-09-30"} if of_one else {}; \
	run = ek.run_report(sys.argv[1], output=sys.argv[2], **who); \
	print(run.page); sys.exit(0 if run.ok else 3)

.PHONY: notebooks
notebooks: $(STAMP) ## run every notebook through evalkit's own runner, into build/notebooks/
	@failed=; for notebook in notebooks/*.ipynb; do \
		[ -e "$$notebook" ] || { echo "There are no notebooks in notebooks/." >&2; exit 1; }; \
		name=`basename "$$notebook" .ipynb`; \
		mkdir -p build/notebooks; \
		$(PY) -c '$(RUN_NOTEBOOK)' "$$notebook" "build/notebooks/$$name" || failed="$$failed $$name"; \
	done; \
	[ -z "$$failed" ] || { echo "Notebooks that failed:$$failed" >&2; exit 1; }

ifneq ($(wildcard bench/__main__.py),)
.PHONY: bench
bench: $(STAMP) ## measure how long things take
	@$(PY) -m bench && $(PY) -m bench.door
endif

.PHONY: lock
lock: ## write uv.lock anew after pyproject.toml changed (then update environment.yml by hand)
	@$(find_uv) && "$$uv" lock

.PHONY: examples
examples: $(STAMP) ## make the made-up data in data/examples/ anew (the same bytes every time)
	@$(PY) -m evalkit.synthetic data/examples

.PHONY: clean
clean: ## remove caches and build/ (keeps .venv, data/ and reports/)
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	@find . \( -name .venv -o -name .bootstrap -o -name .git -o -name data -o -name reports \) -prune -o \
		\( -name __pycache__ -o -name .ipynb_checkpoints \) -type d -exec rm -rf {} +

.PHONY: clean-all
clean-all: clean ## also remove .venv and .bootstrap
	@rm -rf .venv .bootstrap
