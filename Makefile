# Every target says what it does: `make help`.
PY := .venv/bin/python
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help setup demo test coverage lint eval reader law mutate bench faults lock assets clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r t d; do printf '  make %-8s %s\n' "$$t" "$$d"; done

setup: .venv/.ready ## Make .venv with everything that is needed

.venv/.ready: requirements/dev.txt requirements/uv.txt pyproject.toml tools/setup.sh
	@sh tools/setup.sh

demo: setup ## Set up the demonstration campaign and serve it on 127.0.0.1:8000
	@.venv/bin/huiyin demo

test: setup ## Run all tests, PostgreSQL and a real browser included
	@sh tools/system_packages.sh
	@$(PY) tools/run_tests.py

coverage: setup ## Run all tests and count the branch coverage of the whole
	@sh tools/system_packages.sh
	@$(PY) tools/run_tests.py --coverage

lint: setup ## Style, types, storeys, dependencies
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@.venv/bin/deptry src

eval: setup ## Measure the readers on labelled texts (EVAL_DATA=folder)
	@$(PY) tools/evaluate.py

reader: setup ## Train the learned reader (READER_DATA=folder of labelled texts)
	@$(PY) tools/train_reader.py

law: setup ## Draw the procedures and write the schema of the statute book into docs/
	@$(PY) tools/law_documents.py

mutate: setup ## Spoil the law's modules bit by bit and count what its tests notice (MODULES="clocks review")
	@$(PY) tools/mutate.py $(MODULES)

bench: setup ## Measure speed and size beside peers, in one run
	@$(PY) -m benchmarks.run

faults: setup ## The long tests: fifty kills on each database, ten thousand acts at random, cases of every kind
	@$(PY) -m pytest -q tests/knowledge --long
	@HUIYIN_TEST_ENGINE=sqlite $(PY) -m pytest -q tests/faults --long
	@HUIYIN_TEST_ENGINE=postgresql $(PY) -m pytest -q tests/faults --long
	@$(PY) -m pytest -q tests/journeys/test_cases_of_every_kind.py --long -n 2

lock: setup ## Compile requirements/*.txt from pyproject.toml
	@sh tools/lock.sh

assets: setup ## Bundle styles and scripts
	@$(PY) tools/build_assets.py

clean: ## Remove what can be made again
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage* src/huiyin/doors/web/static/huiyin/dist
