#!/usr/bin/env bash
# Every test: the browser's modules first (a second), then Python's, the fast ones first.
set -euo pipefail
cd "$(dirname "$0")/.."
npm run --silent test
.venv/bin/python -m pytest "$@"
