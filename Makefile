# Shortcuts; each line could be typed. They use the environment that is active, or .venv where there is one.
BIN := $(if $(wildcard .venv/bin/python),.venv/bin/,)

.PHONY: help check lint types imports test fuzz bench keys screenshots sandbox

help:            ## Show these lines
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

check: lint types imports test  ## All that CI runs

lint:            ## Style and spelling
	$(BIN)ruff check .
	$(BIN)ruff format --check .
	$(BIN)codespell

types:           ## Strict types
	$(BIN)mypy

imports:         ## One direction of flow
	$(BIN)lint-imports

test:            ## The whole test run
	$(BIN)pytest

fuzz:            ## The laws again, on cases that no run has seen
	HYPOTHESIS_PROFILE=fuzz $(BIN)pytest --no-cov -k "law or laws"

bench:           ## The tables of docs/time.md and docs/emulator.md, measured on this machine
	$(BIN)python benchmarks/timing.py
	$(BIN)python benchmarks/terminal.py

keys:            ## Write docs/keys.md from the app's bindings
	$(BIN)python -m replayer.tui.places

screenshots:     ## Draw the pictures of screenshots/ again from the real app
	$(BIN)python screenshots/make.py

sandbox:         ## AWS on this machine, filled with the bundled sessions, to try the AWS mode without an account
	$(BIN)python -m tests.sources.aws.sandbox
