# What is exported can be read by other programs: `make test-exports`. See README.md.

.PHONY: test-exports
test-exports: need-host need-test $(H)/phial-export ## babeltrace2 reads what is exported
	@tests/exports/run $(H)/phial-export $(H)/exports $(wildcard tests/data/recordings/*.rec)
