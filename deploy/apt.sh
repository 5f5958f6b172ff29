#!/usr/bin/env bash
# Install Debian packages where we may; else say the one command that does.
set -euo pipefail
command="apt-get install -y --no-install-recommends $*"
if ! command -v apt-get >/dev/null; then
    echo "This machine has no apt: install $* with its own package manager." >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=()
elif sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
else
    echo "Run this once, then make again: sudo $command" >&2
    exit 1
fi
echo "Installing $* …" >&2
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive $command -qq >/dev/null
