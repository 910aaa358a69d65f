#!/bin/sh
# Installs from Debian what the browser tests need and what is absent. Without root or sudo the tests say what they skip.
# The headless shell is Chromium without its windows, and a third quicker; where it is not packaged, the whole browser serves.
set -eu
missing=""
command -v chromium-headless-shell >/dev/null || missing="$missing chromium-headless-shell"
[ -n "$(find /usr/share/fonts -iname '*noto*cjk*' 2>/dev/null | head -1)" ] || missing="$missing fonts-noto-cjk"
[ -n "$missing" ] || exit 0
without="without Chromium they are skipped"
command -v chromium >/dev/null && without="with Chromium's windows they take longer"
if ! command -v apt-get >/dev/null; then
    echo "Browser tests need:$missing (no apt-get here); $without." >&2
    exit 0
fi
root=""
if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then root="sudo"; else
        echo "Browser tests need:$missing (no root or sudo here); $without." >&2
        exit 0
    fi
fi
echo "Installing$missing ..."
$root apt-get update -qq >/dev/null 2>&1 || true
for package in $missing; do
    DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq "$package" >/dev/null 2>&1 || {
        [ "$package" = chromium-headless-shell ] && ! command -v chromium >/dev/null &&
            DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq chromium >/dev/null 2>&1
    } || echo "Installing $package failed; $without." >&2
done
