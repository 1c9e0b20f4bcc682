# Every target sets up what it needs first. `make help` lists them.
SHELL := /bin/bash
BIN := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)
ARGS ?=
PART ?=
SEED ?= 1
SHARE ?= 1
MINUTES ?= 30
# The tests start the program some hundreds of times. Where the environment forbids it to keep what it has compiled
# (containers like to), each start costs three times as much.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup run test whole quick coverage lint format bench translations docs gallery guides site desktop dist deb lock pythons hooks soak clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## make .venv, and install what is missing on Debian and Ubuntu (as root)
	@scripts/setup.sh

run: setup ## start the program; without a display it plays a login and writes pictures/
	@if [[ -n "$$DISPLAY$$WAYLAND_DISPLAY" || "$$(uname -s)" == Darwin || "$$OS" == Windows_NT ]]; then \
	  exec $(BIN)/cosmic-login $(ARGS); \
	else \
	  exec $(BIN)/cosmic-login demo --pictures pictures $(ARGS); \
	fi

# How the workers share the tests stands in tests/conftest.py. Six workers on two cores: those that run whole programs
# wait more than they compute.
test: setup ## run the tests; ARGS="tests/unit/core -n 0 -k history" narrows them
	@QT_QPA_PLATFORM=$${QT_QPA_PLATFORM:-offscreen} $(BIN)/pytest -n 6 $(ARGS)

whole: setup ## run the rest of the walks that `make test` goes a part of: every state, step, look and language
	@QT_QPA_PLATFORM=$${QT_QPA_PLATFORM:-offscreen} COSMIC_WHOLE=1 $(BIN)/pytest -n 6 -m whole $(ARGS)

quick: setup ## a verdict in under a minute: the lints, and the tests of tests/quick.txt beside them
	@scripts/quick.sh $(ARGS)

coverage: setup ## branches that the tests of core, cards, authenticators and idp take; fails below the floor
	@$(BIN)/python scripts/coverage_floor.py $(ARGS)

lint: setup ## style, types, import contracts, generated documents, the lock
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/generate_docs.py --check
	$(BIN)/python scripts/guides.py --check
	$(BIN)/python scripts/translations.py --check
	$(BIN)/python scripts/lock.py --check
	$(BIN)/python scripts/check_hosts.py

format: setup ## put the code in its usual form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: setup ## print the figures that the README states, as ratios
	@for script in benchmarks/[a-z]*.py; do \
	  echo "== $$script"; QT_QPA_PLATFORM=$${QT_QPA_PLATFORM:-offscreen} $(BIN)/python "$$script" $(ARGS) || exit 1; \
	done

translations: setup ## take up new texts, and compile the English ones; says what is not translated
	$(BIN)/python scripts/translations.py

docs: setup ## write the documents that are made from the code
	$(BIN)/python scripts/generate_docs.py

gallery: setup ## draw docs/gallery: every screen in every look, language and text size
	$(BIN)/python scripts/gallery.py

guides: setup ## make docs/guide: the illustrated instruction, with real pictures
	$(BIN)/python scripts/guides.py

site: setup ## make build/site: the documents as pages with search; fails for a link or an anchor that leads nowhere
	$(BIN)/python scripts/docs_site.py $(ARGS)

desktop: setup ## put the program into your menu of programs (scripts/desktop.sh remove takes it out)
	@scripts/desktop.sh

dist: setup ## build wheel and sdist into dist/
	$(BIN)/python -m build --no-isolation

deb: setup ## build the package for Debian 12 into dist/ (scripts/check_deb.sh proves it on a bare one)
	$(BIN)/python scripts/deb.py $(ARGS)

lock: setup ## take up in requirements.lock what pyproject.toml asks for; ARGS=--upgrade takes the newest of everything
	$(BIN)/python scripts/lock.py $(ARGS)

pythons: setup ## run the examples from the wheel on each newer Python here, as root those of Debian's next release too
	@scripts/newer_pythons.sh $(ARGS)

hooks: setup ## have git run the lints before each commit (pre-commit, with the tools of .venv)
	$(BIN)/pre-commit install

# PART is one of tests/soak: requests, apdus, answers, pictures, kills, full_disk, control, chart, logins, bad_days,
# systems, frames. SHARE=0.01 is a hundredth; who is not through after MINUTES ends with what there is.
soak: setup ## repeat for minutes what must never wear out: PART=requests SEED=7 SHARE=0.01, or everything
	@QT_QPA_PLATFORM=$${QT_QPA_PLATFORM:-offscreen} COSMIC_WHOLE=1 COSMIC_SOAK=1 COSMIC_SOAK_SEED=$(SEED) COSMIC_SOAK_SHARE=$(SHARE) COSMIC_SOAK_MINUTES=$(MINUTES) \
	  $(BIN)/pytest -n 0 -o faulthandler_timeout=0 -m "soak or whole" $(if $(PART),-s tests/soak/test_$(PART).py) $(ARGS)

clean: ## remove what the other targets made
	rm -rf .venv build dist pictures .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests benchmarks scripts -name __pycache__ -type d -prune -exec rm -rf {} +
