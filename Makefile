# Everything a newcomer needs: `make demo` and `make test` do their own set-up.

GO ?= go
BIN := $(CURDIR)/.bin
GOLANGCI_VERSION := v2.15.0
WORKFLOWCHECK_VERSION := v0.6.0
STORY ?= examples/moray/school-day.yaml

.PHONY: demo test run build bench lint record clean assets postgres test-tools

# With CI=1 or CI=true it exits after the story.
demo: build ## plays a whole story on the embedded default, then serves its record until Ctrl-C
	@$(BIN)/starter rehearse $(STORY) $(if $(DAY),--day $(DAY)) $(if $(filter 1 true,$(CI)),,--serve)

run: build ## runs the service on the embedded default, in ./data
	@$(BIN)/worker

build: assets
	@echo "Building. The first time takes two to five minutes on two cores."
	@$(GO) build -o $(BIN)/ ./worker ./starter

# One package at a time: several of them start whole services and kill them.
test: assets postgres test-tools ## passes every test; finds or installs what they need first
	@echo "Building. The first time takes two to five minutes on two cores."
	@$(GO) build ./...
	$(GO) test $(TESTFLAGS) -count=1 -p 1 -timeout 30m ./...

bench: assets postgres ## measures speed and memory; docs/performance.md explains the arms
	$(GO) run ./bench

assets: ## fetches what the pages are dressed in, when the lock file changed
	@.ci/assets

postgres:
	@.ci/postgres

test-tools: ## finds or installs the browser, the virus scanner and what else the tests of the pages need
	@.ci/test-tools

lint: $(BIN)/.golangci-lint-$(GOLANGCI_VERSION) $(BIN)/.workflowcheck-$(WORKFLOWCHECK_VERSION)
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$unformatted" ]; then echo "not gofmt-ed: $$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(BIN)/golangci-lint run
	$(BIN)/workflowcheck -config workflowcheck.yaml -test=false ./workflows

# The stamps carry the versions: a new version is installed over the old one.
$(BIN)/.golangci-lint-$(GOLANGCI_VERSION):
	GOBIN=$(BIN) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	@rm -f $(BIN)/.golangci-lint-* && touch $@

$(BIN)/.workflowcheck-$(WORKFLOWCHECK_VERSION):
	GOBIN=$(BIN) $(GO) install go.temporal.io/sdk/contrib/tools/workflowcheck@$(WORKFLOWCHECK_VERSION)
	@rm -f $(BIN)/.workflowcheck-* && touch $@

record: ## records histories and golden files anew; look at the difference before you commit it
	$(GO) test ./workflows ./improvement ./internal/notify ./internal/picture ./spc -update

clean:
	rm -rf $(BIN)
