# Manyi: everything a developer types. `make help` lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash

TOOLS   := .cache/bin
MODULES := web/node_modules/.package-lock.json
CONSOLE := web/dist/index.html

CONSOLE_SOURCES := $(shell find web/src web/public web/index.html web/vite.config.ts web/scripts web/tsconfig.json -type f 2>/dev/null)
GO_SOURCES      := $(shell find cmd internal stat web/embed.go demo -type f 2>/dev/null) go.mod go.sum

# Packages whose goroutines share data: the race detector watches these.
RACE := $(wildcard internal/job internal/response internal/cube internal/db)

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

.PHONY: demo
demo: ## build, load the demonstration and serve it (MANYI_LISTEN, MANYI_DATA, MANYI_DATABASE_URL)
	@scripts/setup.sh go node
	@$(MAKE) --no-print-directory build
	@bin/manyi demo

.PHONY: build
build: bin/manyi ## build bin/manyi with the console inside

bin/manyi: $(CONSOLE) $(GO_SOURCES)
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o $@ ./cmd/manyi

$(CONSOLE): $(CONSOLE_SOURCES) $(MODULES)
	cd web && npm run --silent build

$(MODULES): web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: setup
setup: ## install what tests need and this machine lacks (Debian, Ubuntu; says so elsewhere)
	@scripts/setup.sh

.PHONY: test
test: test-go test-web test-e2e ## all tests: Go on SQLite and PostgreSQL, console, browser journeys

.PHONY: test-go
test-go: ## Go tests on SQLite and PostgreSQL
	@scripts/setup.sh go postgresql strace pspp poppler
	@go test ./... ; code=$$?; scripts/postgres.sh stop; exit $$code

.PHONY: test-web
test-web: $(MODULES) ## unit tests of the console
	cd web && npm test --silent

.PHONY: test-e2e
test-e2e: ## browser journeys and axe on the real binary with the demonstration
	@scripts/setup.sh go node chromium fonts
	@$(MAKE) --no-print-directory build
	cd web && npm run --silent e2e

.PHONY: test-race
test-race: ## race detector on the packages with shared data (needs gcc)
	@scripts/setup.sh go gcc postgresql pspp
	@CGO_ENABLED=1 go test -race $(addprefix ./,$(addsuffix /...,$(RACE))); code=$$?; scripts/postgres.sh stop; exit $$code

.PHONY: lint
lint: $(TOOLS)/staticcheck build ## go vet, staticcheck, gofumpt, deadcode, Biome, tsc, generated files fresh
	go vet ./...
	$(TOOLS)/staticcheck ./...
	@files=$$($(TOOLS)/gofumpt -l cmd internal web/*.go $(wildcard stat bench)); \
	if [ -n "$$files" ]; then echo "not formatted by gofumpt:"; echo "$$files"; exit 1; fi
	@dead=$$($(TOOLS)/deadcode -test -filter 'manyi\.dev/manyi/(cmd|internal|web|stat)' ./...); \
	if [ -n "$$dead" ]; then echo "dead code:"; echo "$$dead"; exit 1; fi
	cd web && npm run --silent lint
	scripts/fresh.sh

# The versions are pinned in tools/go.mod, a module of its own: none of it is in the product.
$(TOOLS)/staticcheck: tools/go.mod tools/go.sum
	cd tools && GOBIN=$(CURDIR)/$(TOOLS) go install tool
	@touch $@

.PHONY: generate
generate: build ## write web/openapi.json and the console's API types
	bin/manyi openapi > web/openapi.json
	cd web && npm run --silent generate

.PHONY: screens
screens: ## pictures of every screen into web/screens/
	@scripts/setup.sh go node chromium fonts
	@$(MAKE) --no-print-directory build
	cd web && npm run --silent screens

.PHONY: bench
bench: build ## measurements of cube, intake, server and lanes (several minutes; see docs/performance.md)
	go run ./bench/cube
	go run ./bench/intake
	go run ./bench/http
	go run ./bench/lanes

.PHONY: clean
clean: ## remove what was built
	rm -rf bin .cache web/node_modules
	find web/dist -mindepth 1 ! -name .gitkeep -delete
