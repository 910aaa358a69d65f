#!/bin/sh
# Compiles the locks. Hashes only: no file names a package index.
set -eu
cd "$(dirname "$0")/.."
compile() { .venv/bin/uv pip compile --universal --generate-hashes --python-version 3.11 --quiet --no-header "$@"; }
compile requirements/uv.in -o requirements/uv.txt
compile pyproject.toml --extra postgres -o requirements/runtime.txt
compile pyproject.toml --extra postgres --group dev -c requirements/runtime.txt -o requirements/dev.txt
