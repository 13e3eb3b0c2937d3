# The tour, the misbehaving programs and damaged archives, on the kernel of ARCH and DEBUG.

.PHONY: test-tour
test-target: test-tour
test-tour: need-$(ARCH) $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/boot.cpio ## the tour and bad programs, checked, for ARCH
	@tests/tour/run $(ARCH) $(B)
