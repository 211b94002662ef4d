# Interview pipeline. Bare `make` lists the targets.
PYTHON ?= python3
TRANSCRIPTS ?= transcripts/sample
MODELS ?= models
OUTPUTS ?= outputs
DATA ?= ../shared/data
EXPORTS ?= ../exports
REPORTS ?= ../shared/data/reports

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
PIPELINE := $(BIN)/pipeline --transcripts "$(TRANSCRIPTS)" --models "$(MODELS)" --outputs "$(OUTPUTS)"
READY := .venv/ready
TOOLS := .venv/tools

.DEFAULT_GOAL := help
.PHONY: help setup run review agreement test test-all lint ruff mypy biome format evaluate evaluate-discovery \
  evaluate-ingest evaluate-organisations evaluate-people evaluate-surveys evaluate-quotes evaluate-reports evaluate-passages \
  evaluate-pseudonyms evaluate-verify evaluate-themes measure-page pictures bench kills shapes house \
  golden scale sbom fuzz mutation docs site lock wheel encoder train-names clean

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

# Tools for testing: fuzzer, mutation tests, vulnerability check. Not needed to run the pipeline.
$(TOOLS): $(READY) requirements-tools.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --no-deps \
	  -r requirements-tools.lock
	@$(BIN)/python -c 'import pathlib; pathlib.Path("$(TOOLS)").touch()'

setup: $(READY) ## create .venv from the lock file

run: $(READY) ## run all stages on TRANSCRIPTS (default: transcripts/sample)
	@$(PIPELINE) run

STAGES := ingest organisations quotes themes emit
.PHONY: $(STAGES)
$(STAGES): $(READY) ## run one stage (STAGE_NAMES) and the stages before it
	@$(PIPELINE) $@

review: $(READY) ## review on screen, in the browser, on this computer only
	@$(PIPELINE) review

agreement: $(READY) ## report agreement between coders
	@$(PIPELINE) agreement

# worksteal: each process starts with its own half, so that few fixtures of a module are made twice.
TESTS := -n auto --dist worksteal
test: $(READY) ## run the quick tests
	@$(BIN)/python -m pytest $(TESTS) -m "not slow"

test-all: $(READY) ## run the slow tests: whole runs, real material
	@$(BIN)/python -m pytest $(TESTS) -m slow

lint: $(TOOLS) ruff mypy biome ## run ruff, mypy and biome; check packages for known vulnerabilities, if a database can be reached
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
fuzz: $(TOOLS) ## fuzz every file reader for SECONDS, or RUNS inputs if that is sooner
	@$(BIN)/python -m tests.fuzz --seconds $(SECONDS) --runs $(RUNS)

# In a folder of its own (mutants); an hour or two on two cores.
mutation: $(TOOLS) ## run mutation tests of spans, redaction, consent and verify
	@PATH="$(CURDIR)/$(BIN):$$PATH" nice $(BIN)/mutmut run

house: $(READY) ## print figures on the structure of the code: packages, layers, files, lines
	@$(BIN)/python -m tests.house
	@$(BIN)/python -m tests.rooms

BEFORE ?= build/before
golden: $(READY) ## run whole studies and compare their files with those in BEFORE; if there are none, save them there
	@if [ -d "$(BEFORE)" ]; then $(BIN)/python -m tests.golden save build/after && \
	  $(BIN)/python -m tests.golden compare "$(BEFORE)" build/after; \
	  else $(BIN)/python -m tests.golden save "$(BEFORE)"; fi

sbom: $(READY) ## write the software bill of materials (CycloneDX) to build/sbom.cdx.json
	@$(BIN)/python -m pipeline.cli.sbom

format: $(TOOLS) ## format the code and apply fixes from ruff
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/python -m tests.page_scripts --write

evaluate-passages: $(READY) ## evaluate passages, quotability and names on hand-annotated sets
	@$(BIN)/python -m tests.quotes.thoughts_measure
	@$(BIN)/python -m tests.quotes.pairs_measure
	@$(BIN)/python -m tests.quotes.real_pairs --data "$(DATA)"
	@$(BIN)/python -m tests.quotes.names_measure

evaluate: run ## evaluate the sample against its hand-coded gold standard
	@$(PIPELINE) evaluate tests/sample_study/gold

evaluate-verify: $(READY) ## evaluate `verify`: errors planted in drafts, and false alarms
	@$(BIN)/python -m tests.verify.evaluate

evaluate-ingest: $(READY) ## evaluate how files are read (DATA, and folders in TRANSCRIPT_FOLDERS): speakers right, what is held, calibration
	@$(BIN)/python -m tests.ingest.evaluate --data "$(DATA)" $(TRANSCRIPT_FOLDERS)

evaluate-reports: $(READY) ## evaluate quotations and speakers in marked reports (folders in REPORTS)
	@$(BIN)/python -m tests.direct_speech.marked_reports "$(REPORTS)"

evaluate-quotes: $(READY) ## evaluate quotations and speakers: hard cases, LitBank, the sample
	@$(BIN)/python -m tests.direct_speech.evaluate

evaluate-organisations: $(READY) ## evaluate organisations: GUM (in DATA), sayings, the sample; compared with spaCy
	@$(BIN)/python -m tests.organisations.evaluate --data "$(DATA)"

evaluate-themes: $(READY) ## evaluate coding of patients' answers and oral histories (in DATA): cold start, decisions, cross-validation
	@$(BIN)/python -m tests.themes.evaluate

evaluate-pseudonyms: $(READY) ## evaluate `pseudonymise`: planted names, numbers and addresses
	@$(BIN)/python -m tests.privacy.pseudonyms_measure

evaluate-surveys: $(READY) ## evaluate which columns of public survey exports (in EXPORTS) are open questions
	@$(BIN)/python -m tests.ingest.evaluate_surveys "$(EXPORTS)"

evaluate-people: $(READY) ## evaluate people's names in annotated sentences (in DATA), compared with spaCy small
	@$(BIN)/python -m tests.people.evaluate --data "$(DATA)"

evaluate-discovery: $(READY) ## evaluate topics in the Welsh meetings (in DATA); compared with BERTopic's defaults if umap is installed
	@$(BIN)/python -m tests.themes.discovery --data "$(DATA)"

measure-page: $(READY) ## measure the web page with 10,000 quotes, in Chromium
	@$(BIN)/python -m tests.emit.page.measure

pictures: $(READY) ## take the pictures of the documentation again, in Chromium
	@$(BIN)/python -m tests.pictures
	@$(BIN)/python -m tests.review.screen.pictures

BENCH ?= --repeats 3
bench: $(TOOLS) ## measure speed and memory, compared with a peer and a lower bound (BENCH="--words 20000 --repeats 1" for less)
	@$(BIN)/python -m tests.bench --data "$(DATA)" $(BENCH)

KILLS ?= 20
kills: $(READY) ## kill each command that writes files KILLS times; run again, it must give the same bytes
	@$(BIN)/python -m tests.kills --kills $(KILLS)

SHAPES ?=
shapes: $(READY) ## measure the cost of hostile texts, stage by stage (SHAPES="--without-models --sizes 40000 160000" for less)
	@$(BIN)/python -m tests.bench.shapes $(SHAPES)

SCALE ?=
scale: $(READY) ## estimate the cost of a million interviews from measured rates (SCALE="--interviews 10000")
	@$(BIN)/python -m tests.bench.scale $(SCALE)

docs: $(READY) ## regenerate the documentation that is made from the code
	@$(BIN)/python -m pipeline.cli.documentation
	@$(BIN)/python -m tests.hostile

# mkdocs-material tells of its successor at each build; that is for those who maintain this file.
site: $(TOOLS) ## build the documentation as a site in build/site, and check its links
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet
	@$(BIN)/python -m tests.docs.site build/site

lock: $(READY) ## pin the dependencies in pyproject.toml again
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --quiet --output-file requirements.lock
	@$(BIN)/uv pip compile --group tools --constraint requirements.lock --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements-tools.lock

	@$(BIN)/uv pip compile pyproject.toml --constraint requirements.lock --universal --python-version 3.11 \
	  --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements-install.txt
	@sed -n "s/^ *\"\(.*; python_version < '3'\)\".*/\1/p" pyproject.toml >> requirements-install.txt

# The two files that another computer needs: see docs/install.md.
wheel: $(READY) ## build the wheel, with all it needs, in dist
	@rm -rf dist
	@$(BIN)/python -m hatchling build --target wheel --directory dist
	@cp requirements-install.txt dist/requirements.txt

encoder: $(TOOLS) ## rebuild models/minilm from the packages in requirements-tools.lock (gives the same bytes)
	@$(BIN)/python -m models.minilm.build

# In a .venv of its own, since it needs torch. Half an hour on two cores. The result lies in build/names; to ship it, copy
# model.onnx to models/names, write its checksum into pipeline/language/models.py, and run `make docs`.
TRAINING := build/training
train-names: ## retrain the names model from DATA (see models/names/README.md)
	@test -f "$(DATA)/organisations/ner_train.jsonl" || \
	  { echo "$(DATA)/organisations/ner_train.jsonl is not there. Say where the training data lies: make train-names DATA=..."; exit 2; }
	@test -d $(TRAINING) || $(PYTHON) -m venv $(TRAINING)
	@$(TRAINING)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(TRAINING)/bin/python -m pip install --quiet --disable-pip-version-check -r models/names/requirements.txt
	@PYTHONPATH=. $(TRAINING)/bin/python -m models.names.training --data "$(DATA)" --out build/names

clean: ## delete all generated files (not .venv)
	@rm -rf outputs build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
