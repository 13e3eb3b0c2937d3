# Models for the Spin model checker. `make test-model` checks them all.

.PHONY: test-model
test-model: need-model ## models of the kernel's locks, all interleavings
	@tests/model/run build/model
