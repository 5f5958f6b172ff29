#!/usr/bin/env bash
# Install Debian packages where we may; else say the one command that does.
set -euo pipefail
install="apt-get install -y --no-install-recommends"
if ! command -v apt-get >/dev/null; then
    echo "This machine has no apt: install $* with its own package manager." >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=()
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    as_root=(sudo)
else
    echo "Run this once as root, then make again: $install $*" >&2
    exit 1
fi
echo "Installing $* …" >&2
said=$(mktemp)
trap 'rm -f "$said"' EXIT
# The lists may be empty or old; where they can't be fetched, what is there may do.
"${as_root[@]}" apt-get update -qq >"$said" 2>&1 || true
if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive $install -qq "$@" >>"$said" 2>&1; then
    tail -n 5 "$said" >&2
    echo "apt could not install $*: mend what it says above, then make again." >&2
    exit 1
fi
