# Tests that run on the kernel, as its root task. `make test-target` boots them for ARCH and DEBUG.

TARGET_SRC := $(wildcard tests/target/*.c tests/target/arch/$(ARCH)/*.c)
$(eval $(call user_boot_program,target_tests,$(TARGET_SRC)))
$(eval $(call user_archive,$(B)/target.cpio,$(U)/packed/sigma0,$(U)/packed/target_tests,))

.PHONY: test-target
test-target: need-$(ARCH) $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/target.cpio ## the kernel's behaviour, on target, for ARCH
	@tests/target/run $(ARCH) $(B) "$(ONLY)"
