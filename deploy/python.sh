#!/usr/bin/env bash
# Make .venv with everything in uv.lock. Debian splits venv off from Python: it is installed when it is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "python3 is not there or older than 3.11: install Python 3.11, then make again." >&2
    exit 1
fi
if [ ! -x .venv/bin/uv ]; then
    python3 -c 'import ensurepip, venv' 2>/dev/null || deploy/apt.sh python3-venv
    python3 -m venv --clear .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.5'
fi
VIRTUAL_ENV="$PWD/.venv" .venv/bin/uv sync --frozen --quiet --inexact
