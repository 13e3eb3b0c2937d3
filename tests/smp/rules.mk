# A ring through all CPUs. `make test-smp SMP=n` boots it for ARCH; test-smp48 is the big machine.

$(eval $(call user_boot_program,ring,$(wildcard tests/smp/*.c)))
$(eval $(call user_archive,$(B)/ring.cpio,$(U)/packed/sigma0,$(U)/packed/ring,))

.PHONY: test-smp test-smp48
test-smp: need-$(ARCH) $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/ring.cpio ## messages round a ring of all CPUs, on target, for ARCH (SMP=4)
	@tests/smp/run $(ARCH) $(B) $(if $(filter command line,$(origin SMP)),$(SMP),4) 1000
test-smp48: ## the same on amd64 with 48 CPUs
	@$(MAKE) --no-print-directory test-smp ARCH=amd64 SMP=48
