# The thin front door: set-up happens by itself, meson and ninja do the work.
#
#   make                        build/fondation
#   make course REPO=… OUT=…    a course about a repository (URL or path)
#   make test                   everything that must pass before a change lands
#   make check                  the fast part of it
#   make help                   the rest

BUILD := build
SAN   := build-san
TSAN  := build-tsan
REPO  ?= .
OUT   ?=

.PHONY: all fuzz sources-known check-san course test check site-check screenshots help setup clean format lint land-check truth bench tsan queue-long courses

all: $(BUILD)/build.ninja sources-known ## builds build/fondation
	@ninja -C $(BUILD) --quiet

# meson reads the list of source files when it configures: configure again when it changed
sources-known: $(BUILD)/build.ninja
	@tools/list-sources src test/unit fuzz > $(BUILD)/sources.now
	@cmp -s $(BUILD)/sources.now $(BUILD)/sources.known || { \
	    for b in $(BUILD) $(SAN) $(TSAN); do [ ! -d $$b ] || meson setup --reconfigure $$b >/dev/null || exit 1; done; \
	    cp $(BUILD)/sources.now $(BUILD)/sources.known; }

setup: third_party/node_modules/.installed ## installs system packages and grammar sources
	@tools/install-packages

third_party/node_modules/.installed: third_party/package-lock.json
	@tools/install-packages
	@cd third_party && [ -L node_modules ] || npm ci --silent --ignore-scripts --omit=dev
	@tools/prune-packages
	@touch $@

$(BUILD)/build.ninja: | third_party/node_modules/.installed
	@tools/install-packages
	@meson setup $(BUILD) --buildtype=release >/dev/null || { cat $(BUILD)/meson-logs/meson-log.txt | tail -20; exit 1; }
	@ln -sf $(BUILD)/compile_commands.json .

$(SAN)/build.ninja: | third_party/node_modules/.installed
	@meson setup $(SAN) --buildtype=debugoptimized -Db_sanitize=address,undefined -Dfaults=true >/dev/null

course: all ## REPO=URL-or-path [OUT=folder]: writes a course about a repository
	@$(BUILD)/fondation analyze "$(REPO)" $(if $(OUT),-o "$(OUT)")

check: all ## layers, unit tests in both builds
	@tools/check-layers
	@meson test -C $(BUILD) --suite unit --quiet
	@$(MAKE) -s check-san

check-san: $(SAN)/build.ninja
	@ninja -C $(SAN) --quiet
	@meson test -C $(SAN) --suite unit --quiet

land-check: all
	@tools/check-layers
	@meson test -C $(BUILD) --suite unit --quiet

test: ## everything that must pass before a change lands
	@tools/run-tests

tsan: $(TSAN)/build.ninja ## the tests of what has threads, under the thread sanitizer
	@ninja -C $(TSAN) --quiet test/thread_tests
	@meson test -C $(TSAN) --suite threads --no-rebuild --print-errorlogs --num-processes 2

$(TSAN)/build.ninja: | third_party/node_modules/.installed
	@meson setup $(TSAN) --buildtype=debugoptimized -Db_sanitize=thread -Db_lundef=false >/dev/null

queue-long: all ## 100,000 random operations on the queue and 200 kills, on each engine (SEED=number)
	@tools/queue-long $(SEED)

bench: all ## measures speed beside floors and peers, writes doc/benchmarks.md (ARGS='--only floor redis')
	@ninja -C $(BUILD) --quiet bench/parse_floor bench/parse_floor_own bench/queue_bench
	@tools/bench $(ARGS)

truth: all ## measures name resolution against compilers (ARGS='python flask')
	@tools/truth/run --gate --json $(BUILD)/names.json $(ARGS)
	@[ -n "$(ARGS)" ] || tools/truth/report $(BUILD)/names.json

courses: all ## courses about the repositories of the scorecard, twice each (NAMES='redis flask')
	@[ -n "$$SCORECARD_REPOS" ] || test/scorecard/get build/scorecard/repos
	@tools/courses $(NAMES)

site-check: all ## the pages of two courses in a real browser: axe, contrast, keys, hostile words
	@test/site/run $(BUILD)/fondation

screenshots: all ## pictures of exported pages into OUT (default build/screenshots), of the courses about REPO
	@test/site/take-screenshots $(BUILD)/fondation "$(or $(OUT),$(BUILD)/screenshots)" "$(REPO)"

fuzz: ## every fuzz target for SECONDS=300 each
	@tools/run-fuzz $(or $(SECONDS),300) $(TARGETS)

format: ## lays out the C code as .clang-format says
	@git ls-files 'src/*.[ch]' 'test/*.[ch]' 'fuzz/*.[ch]' | xargs clang-format -i

clean: ## removes what was built (not the grammar sources)
	@rm -rf $(BUILD) $(SAN) $(TSAN)

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14
