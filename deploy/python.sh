#!/usr/bin/env bash
# Make .venv with everything in uv.lock. Debian splits venv off from Python: it is installed when it is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ ! -x .venv/bin/uv ]; then
    python3 -m venv .venv 2>/dev/null || {
        deploy/apt.sh python3-venv
        python3 -m venv .venv
    }
    .venv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.5'
fi
VIRTUAL_ENV=.venv .venv/bin/uv sync --frozen --quiet --inexact
