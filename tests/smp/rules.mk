# Many CPUs. `make test-smp SMP=n` sends messages round a ring of them, for ARCH; test-smp48 is the big machine; `make soak`
# runs for a long time.

$(eval $(call user_boot_program,ring,tests/smp/ring.c))
$(eval $(call user_archive,$(B)/ring.cpio,$(U)/packed/sigma0,$(U)/packed/ring,))

$(eval $(call user_boot_program,soak,$(wildcard tests/smp/soak*.c)))
$(eval $(call user_archive,$(B)/soak.cpio,$(U)/packed/sigma0,$(U)/packed/soak,))

# SMP counts only where it is asked for: otherwise these have four CPUs.
SMP_OR_4 := $(if $(filter command line,$(origin SMP)),$(SMP),4)

.PHONY: test-smp test-smp48 soak
test-smp: need-$(ARCH) $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/ring.cpio ## messages round a ring of all CPUs, on target, for ARCH (SMP=4)
	@tests/smp/run $(ARCH) $(B) $(SMP_OR_4) 1000
test-smp48: ## the same on amd64 with 48 CPUs
	@$(MAKE) --no-print-directory test-smp ARCH=amd64 SMP=48

soak: need-$(ARCH) $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/soak.cpio ## everything at once on many CPUs, for ARCH (MINUTES=30 SEED= SMP=4)
	@tests/smp/soak-run $(ARCH) $(B) $(SMP_OR_4) "$(or $(MINUTES),30)" "$(SEED)"
