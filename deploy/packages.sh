#!/usr/bin/env bash
# Bring the system's packages that pip and npm can't: PostgreSQL with PostGIS; Chromium and PgBouncer for the tests; wrk for
# the benchmarks.
set -euo pipefail
cd "$(dirname "$0")/.."
no_cluster=/etc/postgresql-common/createcluster.d/moduong.conf

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

bring_postgresql() {
    [ -n "${MODUONG_DATABASE_URL:-}" ] && return
    .venv/bin/python -c 'from layers.postgres_binaries import find_binaries; find_binaries()' 2>/dev/null && return
    # Debian would make and start a cluster of its own for the system; nobody asked for one. Later ones are none of
    # our business, so this does not stay.
    if [ ! -e /etc/postgresql-common ] && { [ "$(id -u)" = 0 ] || command -v sudo >/dev/null; }; then
        as_root mkdir -p "$(dirname "$no_cluster")"
        echo 'create_main_cluster = false' | as_root tee "$no_cluster" >/dev/null
        trap 'as_root rm -f "$no_cluster"' EXIT
    fi
    deploy/apt.sh postgresql-15-postgis-3
}

bring_pgbouncer() {
    if [ -x /usr/sbin/pgbouncer ] || command -v pgbouncer >/dev/null; then return; fi
    deploy/apt.sh pgbouncer
    # The tests start their own; Debian's is not wanted as a service.
    as_root systemctl disable --now pgbouncer >/dev/null 2>&1 || true
}

bring_chromium() {
    command -v chromium >/dev/null || deploy/apt.sh chromium
    # The same engine without the browser around it, quicker for most stories; where there is none the browser does.
    if ! command -v chromium-headless-shell >/dev/null && apt-cache show chromium-headless-shell >/dev/null 2>&1; then
        deploy/apt.sh chromium-headless-shell
    fi
}

bring_load_generator() {
    command -v wrk >/dev/null || deploy/apt.sh wrk
}

for package; do
    "bring_$package"
done
