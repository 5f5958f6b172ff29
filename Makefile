# make demo | test | lint | bench | prove: each sets up everything that it needs.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PORT ?= 8000
RUN := .venv/bin

help:
	@echo "make demo [PORT=8123]  the demonstration town on http://127.0.0.1:$(PORT)"
	@echo "make test              every test, in a size for ten minutes"
	@echo "make prove             every test in full numbers"
	@echo "make lint              formatting, lint and types, Python and JavaScript"
	@echo "make bench             the benchmarks, as ratios in one run"

demo: ready
	@MODUONG_PORT=$(PORT) $(RUN)/moduong demo

test: ready chromium
	@deploy/test.sh

prove: ready chromium
	@MODUONG_PROVE=1 deploy/test.sh

lint: ready
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	npm run --silent lint
	npm run --silent check

bench: ready
	$(RUN)/python -m benchmarks

# What a fresh machine lacks is installed; what is there is left alone.
ready: .venv/ready maps/static/npm/ready postgresql

.venv/ready: pyproject.toml uv.lock
	@deploy/python.sh
	@touch $@

maps/static/npm/ready: package.json package-lock.json maps/assets.py | .venv/ready
	@npm ci --no-audit --no-fund --silent
	@$(RUN)/python maps/assets.py
	@touch $@

postgresql:
	@deploy/packages.sh postgresql

chromium:
	@deploy/packages.sh chromium

.PHONY: help demo test prove lint bench ready postgresql chromium
