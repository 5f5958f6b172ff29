#!/usr/bin/env bash
# Every test: the browser's modules first (a second), then Python's, the fast ones first.
set -euo pipefail
cd "$(dirname "$0")/.."
# Tests run with settings of their own, whatever the office's are.
for name in $(compgen -e MODUONG_); do
    case "$name" in MODUONG_PROVE | MODUONG_SEED) ;; *) unset "$name" ;; esac
done
# Playwright brings a Node that wants a library which a small machine lacks; ours does as well.
PLAYWRIGHT_NODEJS_PATH="$(command -v node)"
export PLAYWRIGHT_NODEJS_PATH
npm run --silent test
# A file's tests stay together, and the files in their order; each process has a cluster and a browser of its own.
.venv/bin/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder "$@"
