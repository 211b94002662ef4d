# Interview pipeline. Bare `make` lists the targets.
PYTHON ?= python3
TRANSCRIPTS ?= transcripts/sample
MODELS ?= models
OUTPUTS ?= outputs
DATA ?= ../shared/data

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
PIPELINE := $(BIN)/pipeline --transcripts "$(TRANSCRIPTS)" --models "$(MODELS)" --outputs "$(OUTPUTS)"
READY := .venv/ready
TOOLS := .venv/tools

.DEFAULT_GOAL := help
.PHONY: help setup run agreement test test-all lint ruff mypy biome format evaluate evaluate-discovery \
  evaluate-organisations evaluate-people evaluate-quotes evaluate-passages evaluate-pseudonyms evaluate-verify evaluate-themes \
  measure-page bench kills shapes house golden scale sbom fuzz mutation docs lock encoder train-names clean

help: ## list the targets
	@grep -hE '^[a-z$$][a-zA-Z() -]*:.*## ' $(MAKEFILE_LIST) | \
	  sed -e 's/$$(STAGES)/STAGE/' -e 's/:.*## /\t/' -e 's/STAGE_NAMES/$(STAGES)/' | \
	  awk -F '\t' '{printf "  make %-22s %s\n", $$1, $$2}'

# --no-deps because the lock is complete, and leaves out torch on purpose (see pyproject.toml).
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed; '$(PYTHON)' is another. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@echo "Setting up .venv (about a minute, once) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -c 'import pathlib; pathlib.Path("$(READY)").touch()'

# What looks for faults: fuzzer, mutants, known holes. Nobody who runs the pipeline needs it.
$(TOOLS): $(READY) requirements-tools.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --no-deps \
	  -r requirements-tools.lock
	@$(BIN)/python -c 'import pathlib; pathlib.Path("$(TOOLS)").touch()'

setup: $(READY) ## make .venv from the lock file

run: $(READY) ## all stages on TRANSCRIPTS (default: transcripts/sample)
	@$(PIPELINE) run

STAGES := ingest organisations quotes themes emit
.PHONY: $(STAGES)
$(STAGES): $(READY) ## one stage (STAGE_NAMES), after those before it
	@$(PIPELINE) $@

agreement: $(READY) ## how far coders agree
	@$(PIPELINE) agreement

# worksteal: each process starts with its own half, so that few fixtures of a module are made twice.
TESTS := -n auto --dist worksteal
test: $(READY) ## the quick tests
	@$(BIN)/python -m pytest $(TESTS) -m "not slow"

test-all: $(READY) ## the slow tests: whole runs, real material
	@$(BIN)/python -m pytest $(TESTS) -m slow

lint: $(TOOLS) ruff mypy biome ## ruff, mypy, biome, and known holes in packages where the list of them can be reached
	@$(BIN)/python -m tests.packages

# The parts of lint that need no network; `.pre-commit-config.yaml` calls them.
ruff: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

mypy: $(READY)
	@$(BIN)/mypy

biome: $(TOOLS)
	@$(BIN)/python -m tests.page_scripts

SECONDS ?= 60
RUNS ?= 0
fuzz: $(TOOLS) ## every reader against bytes that a fuzzer makes up, SECONDS each, or RUNS inputs if that is sooner
	@$(BIN)/python -m tests.fuzz --seconds $(SECONDS) --runs $(RUNS)

# In a folder of its own (mutants); an hour or two on two cores.
mutation: $(TOOLS) ## change spans, redaction, consent and verify on purpose: do the tests notice?
	@PATH="$(CURDIR)/$(BIN):$$PATH" nice $(BIN)/mutmut run

house: $(READY) ## the structure of the code in figures: packages, floors, files, lines
	@$(BIN)/python -m tests.house

BEFORE ?= build/before
golden: $(READY) ## run whole studies and compare their files with those kept in BEFORE; kept there if it is empty
	@if [ -d "$(BEFORE)" ]; then $(BIN)/python -m tests.golden save build/after && \
	  $(BIN)/python -m tests.golden compare "$(BEFORE)" build/after; \
	  else $(BIN)/python -m tests.golden save "$(BEFORE)"; fi

sbom: $(READY) ## build/sbom.cdx.json: what the program is made of (CycloneDX)
	@$(BIN)/python -m pipeline.cli.sbom

format: $(TOOLS) ## format the code, and correct what ruff can correct
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/python -m tests.page_scripts --write

evaluate-passages: $(READY) ## passages, quotability and names against sets that a person marked
	@$(BIN)/python -m tests.quotes.thoughts_measure
	@$(BIN)/python -m tests.quotes.pairs_measure
	@$(BIN)/python -m tests.quotes.names_measure

evaluate: run ## the sample against its hand-made gold
	@$(PIPELINE) evaluate tests/sample_study/gold

evaluate-verify: $(READY) ## planted faults that `verify` catches, and its false alarms
	@$(BIN)/python -m tests.verify.evaluate

evaluate-quotes: $(READY) ## quotations and speakers: hard cases, LitBank, the sample
	@$(BIN)/python -m tests.direct_speech.evaluate

evaluate-organisations: $(READY) ## organisations: GUM (in DATA), sayings, the sample, beside spaCy
	@$(BIN)/python -m tests.organisations.evaluate --data "$(DATA)"

evaluate-themes: $(READY) ## codes on patients' answers and oral histories (in DATA): cold start, decisions, folds
	@$(BIN)/python -m tests.themes.evaluate

evaluate-pseudonyms: $(READY) ## planted names, numbers and addresses that `pseudonymise` replaces
	@$(BIN)/python -m tests.privacy.pseudonyms_measure

evaluate-people: $(READY) ## people's names in sentences that others annotated (in DATA), beside spaCy small
	@$(BIN)/python -m tests.people.evaluate --data "$(DATA)"

evaluate-discovery: $(READY) ## topics in the Welsh meetings (in DATA), beside BERTopic's defaults if umap is there
	@$(BIN)/python -m tests.themes.discovery --data "$(DATA)"

measure-page: $(READY) ## the web page with 10,000 quotes, in Chromium
	@$(BIN)/python -m tests.emit.page.measure

BENCH ?= --repeats 3
bench: $(TOOLS) ## speed and memory beside the peer and the floor (BENCH="--words 20000 --repeats 1" for less)
	@$(BIN)/python -m tests.bench --data "$(DATA)" $(BENCH)

KILLS ?= 20
kills: $(READY) ## kill each command that writes KILLS times; repeated, it must end with the same bytes
	@$(BIN)/python -m tests.kills --kills $(KILLS)

SHAPES ?=
shapes: $(READY) ## what texts of hostile shapes cost, stage by stage (SHAPES="--without-models --sizes 40000 160000" for less)
	@$(BIN)/python -m tests.bench.shapes $(SHAPES)

SCALE ?=
scale: $(READY) ## what a million interviews would take, from measured rates (SCALE="--interviews 10000")
	@$(BIN)/python -m tests.bench.scale $(SCALE)

docs: $(READY) ## write what is made from the code
	@$(BIN)/python -m pipeline.cli.documentation
	@$(BIN)/python -m tests.hostile

lock: $(READY) ## pin the dependencies of pyproject.toml anew
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --quiet --output-file requirements.lock
	@$(BIN)/uv pip compile --group tools --constraint requirements.lock --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements-tools.lock

encoder: $(TOOLS) ## build models/minilm anew from the packages in requirements-tools.lock; it is the same bytes
	@$(BIN)/python -m models.minilm.build

# In a .venv of its own, since it needs torch. Half an hour on two cores. The result lies in build/names; to ship it, copy
# model.onnx to models/names, write its checksum into pipeline/language/models.py, and run `make docs`.
TRAINING := build/training
train-names: ## train the names model anew from DATA (see models/names/README.md)
	@test -f "$(DATA)/organisations/ner_train.jsonl" || \
	  { echo "$(DATA)/organisations/ner_train.jsonl is not there. Say where the training data lies: make train-names DATA=..."; exit 2; }
	@test -d $(TRAINING) || $(PYTHON) -m venv $(TRAINING)
	@$(TRAINING)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(TRAINING)/bin/python -m pip install --quiet --disable-pip-version-check -r models/names/requirements.txt
	@PYTHONPATH=. $(TRAINING)/bin/python -m models.names.training --data "$(DATA)" --out build/names

clean: ## delete what was made (not .venv)
	@rm -rf outputs build .pytest_cache .mypy_cache .ruff_cache .hypothesis
