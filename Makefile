# Comms.  `make run` serves it, `make test` proves it; both prepare the machine first.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run demo ready test bench lock translations clean

export DJANGO_ENV := development
TEST_DATABASE_URL ?= postgresql://postgres@127.0.0.1:5432/test
PYTHON := .venv/bin/python
APPS := comms plans tasks press incidents
# Types are checked where a mistake is written to the database: the ground floor, and what decides and writes.
TYPED = $(shell find comms/core bin/translations -name '*.py' -o -name translations) \
	$(shell find $(APPS) -not -path 'comms/core/*' \
		\( -name states.py -o -name policies.py -o -name selectors.py -o -name services.py \
		-o -path '*/states/*.py' -o -path '*/policies/*.py' -o -path '*/selectors/*.py' -o -path '*/services/*.py' \))
comma := ,
step = @printf '\n== %s\n' $(1)

help:
	@echo "make run           serve on http://127.0.0.1:8000, with the sample data and the outbox being drained"
	@echo "make demo          the same without serving"
	@echo "make test          every check and every test"
	@echo "make bench         measure: ratios of one run on PostgreSQL (bench/README.md)"
	@echo "make translations  build the Vietnamese catalogue from comms/locale/vi/parts"
	@echo "make lock          pin the requirements again (needs uv)"
	@echo "make clean         remove what was built: .venv, var, caches"

run: ready
	@exec bin/serve

demo: ready

ready:
	@bin/prepare
	@bin/translations build
	@$(PYTHON) manage.py migrate --no-input --verbosity 0
	@$(PYTHON) manage.py load_sample
	@$(PYTHON) manage.py demo

translations:
	@bin/prepare
	@bin/translations build

test:
	$(call step,"requirements of the tests")
	@bin/prepare --dev
	@bin/translations build
	$(call step,"ruff: style")
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	$(call step,"import-linter: imports go down the floors")
	@.venv/bin/lint-imports --no-logo
	$(call step,"mypy: core$(comma) states$(comma) policies$(comma) services$(comma) selectors")
	@.venv/bin/mypy $(TYPED)
	$(call step,"djlint: templates")
	@.venv/bin/djlint --lint --quiet $(APPS)
	$(call step,"translations: every text in Vietnamese")
	@$(PYTHON) bin/translations check
	$(call step,"migrations: none is missing")
	@$(PYTHON) manage.py makemigrations --check --dry-run
	$(call step,"production: settings and static files")
	@place=$$(mktemp -d); trap 'rm -rf "$$place"' EXIT; unset DATABASE_URL REDIS_URL CELERY_BROKER_URL; \
	export DJANGO_ENV=production COMMS_VAR_DIR=$$place ALLOWED_HOSTS=comms.example SITE_URL=https://comms.example SECRET_KEY=$$(head -c 48 /dev/urandom | base64); \
	$(PYTHON) manage.py check --deploy --fail-level WARNING; \
	$(PYTHON) manage.py collectstatic --no-input --verbosity 0
	$(call step,"pytest on SQLite")
	@TEST_DATABASE_URL=sqlite://:memory: $(PYTHON) -m pytest -n 2
	$(call step,"pytest on PostgreSQL")
	@if $(PYTHON) -c 'import psycopg, sys; psycopg.connect(sys.argv[1], connect_timeout=3)' "$(TEST_DATABASE_URL)" 2>/dev/null; then \
		TEST_DATABASE_URL="$(TEST_DATABASE_URL)" $(PYTHON) -m pytest -n 2; \
	elif [ "$${CI:-}" = true ]; then \
		echo "PostgreSQL does not answer at TEST_DATABASE_URL; under CI=true that is a failure"; exit 1; \
	else \
		echo "skipped: PostgreSQL does not answer at TEST_DATABASE_URL ($(TEST_DATABASE_URL))"; \
	fi

bench:
	@bin/prepare
	@bin/translations build
	@TEST_DATABASE_URL="$(TEST_DATABASE_URL)" $(PYTHON) -m bench

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --output-file requirements.txt requirements.in
	uv pip compile --universal --python-version 3.11 --generate-hashes --output-file requirements-dev.txt requirements-dev.in

clean:
	rm -rf .venv var .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis comms/locale/vi/LC_MESSAGES
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
