# Tests that run on the kernel, as its root task. `make test-target` boots them for ARCH and DEBUG.
# FAIL_ALLOC=1 adds what needs a kernel whose allocations fail on request: injection.h.

TARGET_SRC := $(wildcard tests/target/*.c tests/target/arch/$(ARCH)/*.c)
ifeq ($(FAIL_ALLOC),1)
USER_CFLAGS += -DCONFIG_FAIL_ALLOC
else
TARGET_SRC := $(filter-out %/x_allocation.c %/injection.c,$(TARGET_SRC))
endif
$(eval $(call user_boot_program,target_tests,$(TARGET_SRC)))
$(eval $(call user_archive,$(B)/target.cpio,$(U)/packed/sigma0,$(U)/packed/target_tests,))

.PHONY: test-target
test-target: need-$(ARCH) $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/target.cpio ## the kernel's behaviour, on target, for ARCH
	@tests/target/run $(ARCH) $(B) "$(ONLY)"

# Priority inversion, with time counted in instructions: with helping locks there must be none, and without (another
# kernel) there must be, or the test would measure nothing.
.PHONY: test-inversion
ifeq ($(HELPING),0)
test-inversion: need-$(ARCH) $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/target.cpio
	@! ICOUNT=1 tests/target/run $(ARCH) $(B) helps_its > $(B)/inversion.text || \
		{ cat $(B)/inversion.text; echo "not ok  inversion: there is none without helping"; exit 1; }
	@sed -n 's/^# the best/  without helping: the best/p' $(B)/inversion.text
	@grep -q '^not ok .*helps_its' $(B)/inversion.text
	@echo "inversion: 2 passed, 0 failed"
else
test-inversion: need-$(ARCH) $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/target.cpio ## nobody waits for a lock behind worse threads, for ARCH
	@ICOUNT=1 tests/target/run $(ARCH) $(B) helps_its > $(B)/inversion.text || { cat $(B)/inversion.text; exit 1; }
	@sed -n 's/^# the best/  with helping:    the best/p' $(B)/inversion.text
	@$(MAKE) --no-print-directory $@ HELPING=0
endif

# Allocations that fail: another kernel, so another build directory. Of each test's allocations every
# STRIDE-th fails; ALL=1: every one, which takes longer.
STRIDE := $(if $(ALL),1,7)
.PHONY: test-alloc
ifeq ($(FAIL_ALLOC),1)
test-alloc: need-$(ARCH) $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/target.cpio
	@PHIAL_LIMIT=$${PHIAL_LIMIT:-$(if $(ALL),7200,600)} tests/target/run $(ARCH) $(B) "$(ONLY)" $(STRIDE)
else
test-alloc: ## every test again, with its allocations failing one by one, on target, for ARCH (ALL=1)
	@$(MAKE) --no-print-directory $@ FAIL_ALLOC=1
endif
