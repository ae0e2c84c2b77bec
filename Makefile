# One target per thing to do; `make` alone lists them. Each target sets up .venv first when it is missing or out of date.
#
# The targets that run secg take its options as variables:
#   make explain PARTY=some-party AS_AT=2019-03-01 WITH='one-reading another-reading' FORMAT=html OUT=report.html

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
SECG := $(BIN)/secg
PYTEST := $(BIN)/python -m pytest
READY := $(VENV)/.secg-installed

# These are options of a command, so that those which happen to be set in the environment are none of them.
$(foreach name,PARTY AS_AT VERSION WITH FACTS FORMAT OUT FULL SECTION MOD PARAGRAPH N SAMPLE SEED FOLDERS, \
	$(if $(findstring environment,$(origin $(name))),$(eval override $(name) :=)))

# $(call quote,TEXT) is TEXT as one word of the shell, whatever it holds; $(call option,--name,VARIABLE) is the option with
# the variable's value, or nothing where the variable is not set.
quote = '$(subst ','\'',$(1))'
option = $(if $($(2)),$(1) $(call quote,$($(2))))
CODE_OPTIONS = $(call option,--as-at,AS_AT) $(call option,--version,VERSION) \
	$(foreach id,$(WITH),--with $(call quote,$(id))) $(call option,--facts,FACTS)
OPTIONS = $(strip $(CODE_OPTIONS) $(call option,--format,FORMAT) $(call option,--out,OUT))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help setup explain derive diff impact check prove test test-law bench reports site cases schema fuzz trust mutants messages clean \
	need-party need-mod

help: ## Print this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "Options, where they apply: PARTY, AS_AT, VERSION, WITH (several), FACTS, FORMAT, OUT, FULL, SECTION, MOD,"
	@echo "for example: make explain PARTY=some-party AS_AT=2019-03-01"

setup: $(READY) ## Set up .venv from requirements.lock, with secg in .venv/bin.
	@:

explain: need-party $(READY) ## Explain the outcome of one party: PARTY=name; FULL=1 for all of it, SECTION=name for a part.
	@$(SECG) explain $(if $(FULL),--full) $(call option,--section,SECTION) $(OPTIONS) -- $(call quote,$(PARTY))

derive: $(READY) ## Print one row per conclusion, for all parties.
	@$(SECG) derive $(OPTIONS)

diff: need-mod $(READY) ## Write what a modification changes, as one page: MOD=id; FOLDERS=1 OUT=dir: the policies before and after.
	@$(SECG) $(if $(FOLDERS),code,diff) $(call option,--modification,MOD) $(if $(FOLDERS),,--impact $(if $(FORMAT),,--format md)) $(OPTIONS)

impact: need-mod $(READY) ## List the parties in facts/ whose outcome a modification changes: MOD=id.
	@$(SECG) impact $(call option,--modification,MOD) $(OPTIONS)

check: $(READY) ## Check the code, the policies and the facts without running them.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(SECG) check $(OPTIONS)
	@$(SECG) coverage --check $(call option,--facts,FACTS)

prove: $(READY) ## Look for gaps, conflicts and dead rules over all possible parties, in every version, proposal and reading.
	@$(SECG) prove $(if $(AS_AT)$(VERSION)$(WITH),,--every-version) $(OPTIONS)

test: $(READY) ## Run the tests; JUNIT=file writes the results as JUnit XML too.
	@$(PYTEST) -q -n auto --dist loadgroup $(call option,--junitxml,JUNIT)

test-law: $(READY) ## Run what a change of the law can break: its static checks and every regression case.
	@$(SECG) check $(OPTIONS)
	@$(PYTEST) -q -n auto tests/regression

bench: $(READY) ## Run the benchmarks.
	@$(PYTEST) -q -s -m bench

reports: $(READY) ## Write every party in every form, with an index page, to .reports/ or to the folder OUT.
	@$(SECG) reports $(OPTIONS)

cases: $(READY) ## Renew the expected outputs of the tests; read the difference before you commit it.
	@RENEW=1 $(PYTEST) -q

schema: $(READY) ## Write the JSON Schemas: of the facts from the vocabulary, of reports, and of all other YAML files for editors.
	@$(SECG) schema $(OPTIONS)
	@$(SECG) schema --report
	@$(SECG) schema --every engine/editors/vscode/schemas

fuzz: $(READY) ## Try every guarantee at length: N=100 for a hundred times the size of trust.
	@$(BIN)/python -m tests.trust.table $(or $(N),20)
	@$(PYTEST) -q -n auto -m fuzz

trust: $(READY) ## Try every guarantee: engines that agree, proofs, layouts, messages, hostile files; one table.
	@$(BIN)/python -m tests.trust.table

mutants: $(READY) ## Break the rules one at a time, all or of one PARAGRAPH: which the cases do not notice, and the party that would.
	@$(BIN)/python -m tests.mutants.run $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED)) $(if $(PARAGRAPH),$(call quote,$(PARAGRAPH)))

site: $(READY) ## Write the explorer: the Code, its modifications and all parties as pages (OUT=.site).
	@$(BIN)/secg site --out $(or $(OUT),.site)

messages: $(READY) ## Write the pages of the messages from the catalogue and the broken trees.
	@$(BIN)/python -m tests.messages.pages

clean: ## Remove everything that these targets made in the checkout.
	@rm -rf $(VENV) .venv.lock .reports .site build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find engine tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# These come before the setup, so that nobody waits a minute for a one-line answer.
need-party:
	@$(if $(PARTY),:,echo "PARTY is missing: make explain PARTY=name (list the parties: .venv/bin/secg parties)" >&2; exit 2)

need-mod:
	@$(if $(MOD),:,echo "MOD is missing: make $(or $(filter diff impact,$(MAKECMDGOALS)),diff) MOD=id (list the modifications: ls policies/modifications policies/proposals)" >&2; exit 2)

# What was installed says for which place it was, so that a checkout that was moved or copied is set up anew.
ifneq ($(shell head -n 1 $(READY) 2>/dev/null),$(CURDIR))
.PHONY: $(READY)
endif
$(READY): requirements.lock pyproject.toml
	@$(if $(PYTHON),:,echo "Python 3.11 or later is needed: make PYTHON=path/to/python" >&2; exit 2)
	@$(call quote,$(PYTHON)) .ci/setup.py && touch $@
