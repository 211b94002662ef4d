# Interview pipeline. Bare `make` lists the targets.
PYTHON ?= python3
TRANSCRIPTS ?= transcripts/sample
MODELS ?= models
OUTPUTS ?= outputs

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
PIPELINE := $(BIN)/pipeline --transcripts "$(TRANSCRIPTS)" --models "$(MODELS)" --outputs "$(OUTPUTS)"
READY := .venv/ready

.DEFAULT_GOAL := help
.PHONY: help setup run test test-all lint format lock evaluate docs clean

help: ## list the targets
	@grep -hE '^[a-z][a-z -]*:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F '\t' '{printf "  make %-15s %s\n", $$1, $$2}'

# --no-deps because the lock is complete, and leaves out torch on purpose (see pyproject.toml).
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed; '$(PYTHON)' is another. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@echo "Setting up .venv (about a minute, once) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -c 'import pathlib; pathlib.Path("$(READY)").touch()'

setup: $(READY) ## make .venv from the lock file

run: $(READY) ## all stages on TRANSCRIPTS (default: transcripts/sample)
	@$(PIPELINE) run
