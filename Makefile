# The ways into this project. Each target first makes sure of what it needs (.ci/prepare says what is missing).
#
#   make demo          build, work through one morning of a made-up town, say where to look
#   make test          build with warnings as errors, run all tests
#   make long          the same with big towns of 30,000 residents instead of 3,000
#   make bench         measure, as docs/benchmarks.md has it
#   make format        lay out the Swift files;  make check-format only complains
#   make clean         take away what was built, and the demo

SWIFT ?= swift
DIR ?= demo

LIBRARIES := libsqlite3-dev libcurl4-openssl-dev libesmtp-dev libgmime-3.0-dev libical-dev libcrypt-dev libxml2-dev pkg-config tzdata
# postfix brings smtp-sink and smtp-source, which play the mail server, and is with sasl2-bin and openssl the relay with
# TLS and logins; python3 (which also puts TLS before faulty servers) and sqlite3 check what the program wrote with
# libraries of their own; php and ruby run the examples of docs/database.md; systemd checks its units.
FOR_TESTS := postfix sasl2-bin openssl python3 sqlite3 systemd procps php-cli php-sqlite3 ruby ruby-sqlite3
TEST_LOG := .build/tests.log
SOURCES := Package.swift Sources Tests

.DEFAULT_GOAL := demo
.PHONY: demo test long bench format check-format clean

# The debug build: from nothing it took 261 s where the release build took 288 s (two busy cores), the demo itself
# 1 s and 0.4 s, and `make test` goes on from it.
demo:
	@.ci/prepare $(LIBRARIES)
	$(SWIFT) build --product buurtpost
	@.build/debug/buurtpost demo --dir "$(DIR)"

test: export BUURTPOST_WARNINGS = error
test:
	@.ci/prepare $(LIBRARIES) $(FOR_TESTS)
	$(SWIFT) build --quiet --build-tests
	@echo "Running the tests; all they say goes to $(TEST_LOG)"
	@$(SWIFT) test --skip-build >$(TEST_LOG) 2>&1 && tail -n 1 $(TEST_LOG) || \
		{ grep -E '✘|error:' $(TEST_LOG) || tail -n 50 $(TEST_LOG); exit 1; }

long: export BUURTPOST_LONG = 1
long: test

bench:
	@.ci/prepare $(LIBRARIES) postfix
	$(SWIFT) run -c release benchmarks

format:
	@.ci/prepare
	$(SWIFT) format --in-place --recursive $(SOURCES)

check-format:
	@.ci/prepare
	$(SWIFT) format lint --strict --recursive $(SOURCES)

clean:
	rm -rf .build demo
