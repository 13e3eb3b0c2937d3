# Many CPUs. `make test-smp SMP=n` sends messages round a ring of them, for ARCH; test-smp48 is the big machine; `make soak`
# runs for a long time.

$(eval $(call user_boot_program,ring,tests/smp/ring.c))
$(eval $(call user_archive,$(B)/ring.cpio,$(U)/packed/sigma0,$(U)/packed/ring,))

$(eval $(call user_boot_program,soak,$(wildcard tests/smp/soak*.c)))
$(eval $(call user_archive,$(B)/soak.cpio,$(U)/packed/sigma0,$(U)/packed/soak,))

$(eval $(call user_boot_program,pairs,tests/smp/pairs.c))
$(eval $(call user_archive,$(B)/pairs.cpio,$(U)/packed/sigma0,$(U)/packed/pairs,))
$(call user_objects,tests/smp/pairs.c): private USER_CFLAGS += -Itests/bench/arch/$(ARCH)/include

# SMP counts only where it is asked for: otherwise these have four CPUs.
SMP_OR_4 := $(if $(filter command line,$(origin SMP)),$(SMP),4)

.PHONY: test-smp test-smp48 test-pairs test-pairs-run soak
test-smp: need-$(ARCH) $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/ring.cpio ## messages round a ring of all CPUs, on target, for ARCH (SMP=4)
	@tests/smp/run $(ARCH) $(B) $(SMP_OR_4) 1000
test-smp48: ## the same on amd64 with 48 CPUs
	@$(MAKE) --no-print-directory test-smp ARCH=amd64 SMP=48

# The kernel that is measured is the one without debugger and assertions.
PAIRS_CPUS := $(if $(filter command line,$(origin SMP)),$(SMP),$(if $(filter arm,$(ARCH)),8,48))
test-pairs: need-$(ARCH) ## a message within a CPU costs the same when all CPUs are busy, for ARCH (SMP=48, ARM: 8)
	@$(MAKE) --no-print-directory -s DEBUG=0 JDB=0 test-pairs-run
test-pairs-run: $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/pairs.cpio
	@tests/smp/pairs-run $(ARCH) $(B) $(PAIRS_CPUS)

soak: need-$(ARCH) $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/soak.cpio ## everything at once on many CPUs, for ARCH (MINUTES=30 SEED= SMP=4)
	@tests/smp/soak-run $(ARCH) $(B) $(SMP_OR_4) "$(or $(MINUTES),30)" "$(SEED)"
