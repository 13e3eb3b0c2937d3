# Tests that run on the kernel, as its root task. `make test-target` boots them for ARCH and DEBUG.
# FAIL_ALLOC=1 adds those that need a kernel whose allocations fail on request; test-alloc runs only them.

TARGET_SRC := $(wildcard tests/target/*.c tests/target/arch/$(ARCH)/*.c)
ifeq ($(FAIL_ALLOC),1)
USER_CFLAGS += -DCONFIG_FAIL_ALLOC
else
TARGET_SRC := $(filter-out %/x_allocation.c,$(TARGET_SRC))
endif
$(eval $(call user_boot_program,target_tests,$(TARGET_SRC)))
$(eval $(call user_archive,$(B)/target.cpio,$(U)/packed/sigma0,$(U)/packed/target_tests,))

.PHONY: test-target
test-target: need-$(ARCH) $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/target.cpio ## the kernel's behaviour, on target, for ARCH
	@tests/target/run $(ARCH) $(B) "$(ONLY)"

# Allocations that fail: another kernel, so another build directory.
.PHONY: test-alloc
ifeq ($(FAIL_ALLOC),1)
test-alloc: need-$(ARCH) $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/target.cpio
	@tests/target/run $(ARCH) $(B) survives_failing
else
test-alloc: ## operations whose allocations fail one by one, on target, for ARCH
	@$(MAKE) --no-print-directory $@ FAIL_ALLOC=1
endif
