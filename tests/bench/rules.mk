# The benchmark: a root task that counts instructions. `make bench ARCH=… [TSV=1]`. See README.md.

BENCH_SRC := $(wildcard tests/bench/*.c)
$(eval $(call user_boot_program,bench,$(BENCH_SRC)))
$(eval $(call user_archive,$(B)/bench.cpio,$(U)/packed/sigma0,$(U)/packed/bench,))
$(call user_objects,$(BENCH_SRC)): private USER_CFLAGS += -Itests/bench/arch/$(ARCH)/include

# Only the release kernel without debugger is measured, whatever DEBUG and JDB say.
BENCH_MAKE = $(MAKE) --no-print-directory -s DEBUG=0 JDB=0

.PHONY: bench bench-build bench-run
bench: need-$(ARCH) need-debug ## count the instructions of each operation, for ARCH; TSV=1: for programs
	@$(BENCH_MAKE) bench-build >&2
	@$(BENCH_MAKE) bench-run
bench-build: $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/bench.cpio
bench-run:
	@tests/bench/run $(ARCH) $(B) $(if $(filter-out 0,$(TSV)),tsv,table)
