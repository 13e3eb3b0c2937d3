# The same messages by the fast path and without it: `make test-paths ARCH=… [PATHS_COUNT=n]`. See README.md.

PATHS_COUNT ?= 1000000
PATHS_SRC   := tests/paths/main.c
$(eval $(call user_boot_program,paths,$(PATHS_SRC) tests/bench/partner.c tests/bench/measure.c))
$(eval $(call user_archive,$(B)/paths.cpio,$(U)/packed/sigma0,$(U)/packed/paths,))
$(eval $(call flags_stamp,$(B)/paths.flags,PATHS_COUNT))
$(call user_objects,$(PATHS_SRC)): $(B)/paths.flags
$(call user_objects,$(PATHS_SRC)): private USER_CFLAGS += -Itests/bench/arch/$(ARCH)/include \
	-DSEQUENCES=$(PATHS_COUNT)

.PHONY: test-paths test-paths-build test-paths-run
test-paths: need-$(ARCH) ## the fast path does what the generic path does, on target, for ARCH
	@$(MAKE) --no-print-directory -s test-paths-build DEBUG=0 JDB=0 >&2
	@$(MAKE) --no-print-directory -s kernel DEBUG=0 JDB=0 FAST=0 >&2
	@$(MAKE) --no-print-directory -s test-paths-run DEBUG=0 JDB=0
test-paths-build: $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/paths.cpio
test-paths-run:
	@tests/paths/run $(ARCH) $(B)
