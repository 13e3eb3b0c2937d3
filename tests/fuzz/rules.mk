# The system-call fuzzer: a root task that lets threads invoke at random. `make test-fuzz` runs it for
# ARCH and DEBUG, from SEED on for COUNT invocations; the defaults take about a quarter of a minute.

$(eval $(call user_boot_program,fuzz,$(wildcard tests/fuzz/*.c tests/fuzz/arch/$(ARCH)/*.c)))
$(eval $(call user_archive,$(B)/fuzz.cpio,$(U)/packed/sigma0,$(U)/packed/fuzz,))

.PHONY: test-fuzz
test-fuzz: need-$(ARCH) $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/fuzz.cpio ## random system calls, on target (SEED=, COUNT=, ROUND=)
	@tests/fuzz/run $(ARCH) $(B) "$(SEED)" "$(COUNT)" "$(ROUND)"
