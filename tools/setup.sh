#!/bin/sh
# Makes .venv with every dependency, from nothing but Python 3.11 to 3.13.
set -eu
cd "$(dirname "$0")/.."

find_python() {
    for name in "${PYTHON:-}" python3.13 python3.12 python3.11 python3 python; do
        [ -n "$name" ] || continue
        if "$name" -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 13)))' 2>/dev/null; then
            echo "$name"
            return 0
        fi
    done
    echo "Huiyin needs Python 3.11, 3.12 or 3.13; none was found (set PYTHON=/path/to/python)." >&2
    return 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi
}

python=$(find_python)
if [ ! -x .venv/bin/python ]; then
    # Debian keeps the part of Python that makes environments in a package of its own.
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        echo "This Python lacks ensurepip; installing python3-venv ..."
        if ! { as_root apt-get update -qq && as_root apt-get install -y -qq python3-venv; }; then
            echo "Please install it first: apt-get install python3-venv" >&2
            exit 1
        fi
    fi
    "$python" -m venv .venv
fi
.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
.venv/bin/uv pip sync -q --python .venv/bin/python --require-hashes requirements/dev.txt
.venv/bin/python tools/build_assets.py
.venv/bin/uv pip install -q --python .venv/bin/python --no-deps --no-build-isolation -e .
touch .venv/.ready
