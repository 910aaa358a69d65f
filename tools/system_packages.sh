#!/bin/sh
# Installs from Debian what the browser tests need and what is absent. Without root or sudo the tests say what they skip.
set -eu
missing=""
command -v chromium >/dev/null || missing="$missing chromium"
[ -n "$(find /usr/share/fonts -iname '*noto*cjk*' 2>/dev/null | head -1)" ] || missing="$missing fonts-noto-cjk"
[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null; then
    echo "Browser tests need:$missing (no apt-get here); without Chromium they are skipped." >&2
    exit 0
fi
root=""
if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then root="sudo"; else
        echo "Browser tests need:$missing (no root or sudo here); without Chromium they are skipped." >&2
        exit 0
    fi
fi
echo "Installing$missing ..."
# shellcheck disable=SC2086
{ $root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq $missing; } >/dev/null 2>&1 ||
    echo "Installing$missing failed; without Chromium the browser tests are skipped." >&2
