#!/usr/bin/env bash
# Bring the browser's packages, and what checks our own scripts, from npm by the lockfile.
set -euo pipefail
cd "$(dirname "$0")/.."
enough='process.exit(Number(parseInt(process.versions.node) < 20))'
if ! command -v npm >/dev/null || ! node -e "$enough" 2>/dev/null; then
    echo "Node is not there or older than 20, or npm is missing: install Node 20 with npm, then make again." >&2
    exit 1
fi
npm ci --no-audit --no-fund --loglevel=error >/dev/null
