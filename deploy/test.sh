#!/usr/bin/env bash
# Every test: the browser's modules first (a second), then Python's, the fast ones first. Chance is another in each
# run and is printed; MODUONG_SEED=… brings a run back.
set -euo pipefail
cd "$(dirname "$0")/.."
export MODUONG_SEED="${MODUONG_SEED:-$RANDOM}"
npm run --silent test
.venv/bin/python -m pytest --hypothesis-seed="$MODUONG_SEED" "$@"
