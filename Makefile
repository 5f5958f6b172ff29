# make demo | test | lint | bench | prove: each sets up everything that it needs.
.DEFAULT_GOAL := help
SHELL := /bin/bash
RUN := .venv/bin

# Python keeps what it compiled, whatever the environment says: else each command takes four seconds to begin, not one and a half.
export PYTHONDONTWRITEBYTECODE =

help:
	@echo "make demo [PORT=8123]  the demonstration town on http://127.0.0.1:8000"
	@echo "make test              every test, in a size for under half an hour"
	@echo "make prove             every test in full numbers"
	@echo "make lint              formatting, lint and types, Python and JavaScript"
	@echo "make pictures          the docs' pictures, of a demonstration that runs"
	@echo "make bench             the benchmarks, as ratios in one run (MODUONG_BENCH=small: three minutes)"

demo: ready
	@$(RUN)/moduong demo $(PORT:%=--port %)

# An office's own server in the environment is none of the tests'.
test prove: export MODUONG_DATABASE_URL =

test: ready tools
	@deploy/test.sh

prove: ready tools
	@MODUONG_PROVE=1 deploy/test.sh

lint: .venv/ready maps/static/npm/ready
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	npm run --silent lint
	npm run --silent check

bench: ready
	@deploy/packages.sh load_generator chromium
	@VIRTUAL_ENV=.venv $(RUN)/uv sync --frozen --quiet --inexact --group bench
	@$(RUN)/python -m benchmarks

# Of a demonstration that runs: make demo in one terminal, make pictures in another.
pictures: ready tools
	@$(RUN)/python docs/take_pictures.py http://127.0.0.1:$(or $(PORT),8000)
	@$(RUN)/python docs/tell_of_subdistrict_4.py http://127.0.0.1:$(or $(PORT),8000)

# What a fresh machine lacks is installed; what is there is left alone.
ready: .venv/ready maps/static/npm/ready postgresql

.venv/ready: pyproject.toml uv.lock
	@deploy/python.sh
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json
	@deploy/node.sh
	@touch $@

maps/static/npm/ready: node_modules/.package-lock.json maps/assets.py $(wildcard maps/static/js/*.js) | .venv/ready
	@$(RUN)/python maps/assets.py
	@touch $@

postgresql: .venv/ready
	@deploy/packages.sh postgresql

tools:
	@deploy/packages.sh chromium pgbouncer

.PHONY: help demo test prove lint bench pictures ready postgresql tools
