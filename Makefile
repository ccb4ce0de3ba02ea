# Everything a person or a machine does here, by name. Two commands are enough: make demo, make test.

PYTHON ?= python3
BIN := .venv/bin
SETUP := .venv/.set-up
TOOLS := .venv/.tools
DEPENDENCIES := .venv/.dependencies
PACKAGES := .venv/.packages
COMPILED := .venv/.compiled
NPM := $(BIN)/python hatch_build.py npm
NOUNS := canvass tests bench hatch_build.py wsgi.py migrations
API_TYPES := canvass/static/device/api-types.d.ts

.DEFAULT_GOAL := help
.PHONY: help setup built demo run test lint lint-python lint-front-end format bench audit i18n api-types system-packages

help: ## Show this list
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

setup: $(SETUP) $(COMPILED) ## Put everything that is needed into .venv and node_modules

# In steps that do not wait for each other: `make -j 2 setup` lets Node fetch its packages while pip installs ours.
$(TOOLS): pyproject.toml canvass/static/package-lock.json
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Canvass needs Python 3.11 or later."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Install Debian's python3-venv, then run make again."; exit 1; }
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@

$(DEPENDENCIES): $(TOOLS)
	@$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"], sep="\n")' > $@.txt
	$(BIN)/python -m pip install --quiet --requirement $@.txt
	@touch $@

$(PACKAGES): $(TOOLS)
	$(BIN)/python hatch_build.py tools
	@touch $@

$(SETUP): $(DEPENDENCIES) $(PACKAGES)
	$(BIN)/python -m pip install --quiet --no-build-isolation --editable .
	@touch $@

# The kernels' machine code, into numba's cache beside them: nobody who uses the app waits for a compiler.
$(COMPILED): $(DEPENDENCIES) $(wildcard canvass/geo/kernels/*.py)
	@rm -rf canvass/geo/kernels/__pycache__
	@$(BIN)/python -m canvass.geo.compiled
	@touch $@

built: $(SETUP) $(COMPILED)
	@$(BIN)/python hatch_build.py

demo: built ## Set everything up and open a fictional mountain town: links for lead, volunteer and staff
	$(BIN)/canvass demo

run: built ## Serve the organisation that the environment names (see docs/deployment.md)
	$(BIN)/canvass serve

system-packages: # Chromium and PostgreSQL for the tests, from Debian's packages where that is allowed
	@.ci/system-packages

test: built system-packages ## Run all tests: Python, API, migrations, browser, device
	$(BIN)/python -m pytest -n 2
	$(NPM) run test

# Two parts that do not wait for each other: `make -j 2 lint`.
lint: lint-python lint-front-end ## Check style, types, the walls of the house, the API's types, the catalogue

lint-python: built
	$(BIN)/ruff check $(NOUNS)
	$(BIN)/ruff format --check $(NOUNS)
	$(BIN)/mypy
	$(BIN)/lint-imports

lint-front-end: built
	$(NPM) run typecheck
	$(NPM) run lint
	$(BIN)/python tests/api_types.py --check $(API_TYPES)

format: built ## Lay out the sources as the linters want them
	$(BIN)/ruff check --fix --quiet $(NOUNS)
	$(BIN)/ruff format --quiet $(NOUNS)
	$(NPM) run format

api-types: built ## Write TypeScript's types of the API anew
	$(BIN)/python tests/api_types.py $(API_TYPES)

bench: built ## Run the benchmarks, each against its bound
	$(BIN)/python -m pip install --quiet --group bench
	$(BIN)/python -m bench.shell --json
	$(BIN)/python -m bench.sealing --json
	$(BIN)/python -m bench.desk --json
	$(BIN)/python -m bench.privacy --json
	$(BIN)/python -m bench.faults --schedules 200 --seed 1 --json
	$(BIN)/python -m bench.sync --json
	$(BIN)/python -m bench.import_addresses --json
	$(BIN)/python -m bench.walking --json
	$(BIN)/python -m bench.contains --json
	$(BIN)/python -m bench.cutting --json

audit: built ## Look up known vulnerabilities of all that Canvass is built on; says so where nobody can be asked
	@$(BIN)/python -m pip install --quiet --group audit
	@$(BIN)/python .ci/audit

i18n: $(SETUP) ## Bring the catalogue in step with the sources; then fill in canvass/translations/en by hand
	$(BIN)/pybabel -q extract -F babel.cfg -k lazy_gettext --no-location --sort-output --width=110 --project=Canvass --ignore-dirs "node_modules dist dist.building catalogues" -o .messages.pot .
	$(BIN)/pybabel -q update -i .messages.pot -d canvass/translations --width=110 --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@rm .messages.pot
	$(BIN)/python hatch_build.py translations
