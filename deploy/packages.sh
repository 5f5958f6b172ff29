#!/usr/bin/env bash
# Bring the system's packages that pip and npm can't: PostgreSQL with PostGIS, Chromium for the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
case "$1" in
postgresql)
    [ -n "${MODUONG_DATABASE_URL:-}" ] && exit 0
    if .venv/bin/python -c 'from layers.cluster import find_binaries; find_binaries()' 2>/dev/null; then exit 0; fi
    # Debian would make and start a cluster of its own for the system; nobody asked for one.
    if [ "$(id -u)" = 0 ] && [ ! -e /etc/postgresql-common/createcluster.d/moduong.conf ]; then
        mkdir -p /etc/postgresql-common/createcluster.d
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/moduong.conf
    fi
    deploy/apt.sh postgresql-15-postgis-3
    ;;
chromium)
    command -v chromium >/dev/null || deploy/apt.sh chromium
    ;;
esac
