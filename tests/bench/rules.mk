# The benchmark: a root task that counts instructions. `make bench ARCH=… [TSV=1]`. See README.md.

BENCH_SRC := $(wildcard tests/bench/*.c)
$(eval $(call user_boot_program,bench,$(BENCH_SRC)))
$(eval $(call user_archive,$(B)/bench.cpio,$(U)/packed/sigma0,$(U)/packed/bench,))
$(call user_objects,$(BENCH_SRC)): private USER_CFLAGS += -Itests/bench/arch/$(ARCH)/include

# How long interrupts stay off. 256 * GIFTS * 4 mappings are revoked at once: a million of them, with GIFTS=1024.
GIFTS       ?= 1024
LATENCY_SRC := $(wildcard tests/bench/latency/*.c)
$(eval $(call user_boot_program,latency,$(LATENCY_SRC) tests/bench/partner.c tests/bench/measure.c))
$(eval $(call user_archive,$(B)/latency.cpio,$(U)/packed/sigma0,$(U)/packed/latency,))
$(call user_objects,$(LATENCY_SRC)): private USER_CFLAGS += -Itests/bench/arch/$(ARCH)/include \
	-DLATENCY_GIFTS=$(GIFTS)

# Only the release kernel without debugger is measured, whatever DEBUG and JDB say; and what trace points cost in
# the one with debugger, in JDB_BUILD.
BENCH_MAKE = $(MAKE) --no-print-directory -s DEBUG=0 JDB=0
JDB_BUILD  = $(subst -nojdb,,$(B))

.PHONY: bench bench-build bench-run
bench: need-$(ARCH) need-debug ## count the instructions of each operation, for ARCH; TSV=1: for programs
	@$(BENCH_MAKE) bench-build >&2
	@$(BENCH_MAKE) bench-run
bench-build: $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/bench.cpio $(U)/bench.elf
	@$(MAKE) --no-print-directory -s kernel DEBUG=0 JDB=1
bench-run:
	@tests/bench/run $(ARCH) $(B) $(if $(filter-out 0,$(TSV)),tsv,table)

# The figures may not grow (tests/bench/gate).
.PHONY: test-bench test-bench-run bench-accept bench-accept-run
test-bench: need-$(ARCH) need-debug ## no figure has grown by more than 2 %, for ARCH
	@$(BENCH_MAKE) bench-build >&2
	@$(BENCH_MAKE) test-bench-run
test-bench-run:
	@tests/bench/gate $(ARCH) $(B) test
bench-accept: need-amd64 need-arm need-debug ## write the figures of both architectures into the table of test-bench, and into the README
	@for arch in amd64 arm; do \
		$(BENCH_MAKE) bench-build ARCH=$$arch >&2 && $(BENCH_MAKE) bench-accept-run ARCH=$$arch || exit; \
	done
bench-accept-run:
	@tests/bench/gate $(ARCH) $(B) accept
	@tests/bench/sections $(ARCH) $(B)

# Where the instructions of one round go, by stage. FORM=functions|trace: by function, one by one.
NAME ?= call_cross_0w
FORM ?= table
.PHONY: bench-profile bench-profile-run
bench-profile: need-$(ARCH) need-debug ## where the instructions of figure NAME go, by stage (FORM=functions|trace: closer)
	@$(BENCH_MAKE) bench-build >&2
	@$(BENCH_MAKE) bench-profile-run
bench-profile-run:
	@tests/bench/profile $(ARCH) $(B) $(NAME) $(FORM)

# The longest stretch with interrupts off.
.PHONY: bench-latency bench-latency-run
bench-latency: need-$(ARCH) ## how long interrupts are off at most, in instructions, for ARCH
	@$(BENCH_MAKE) bench-latency-run
bench-latency-run: $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/latency.cpio
	@tests/bench/latency/run $(ARCH) $(B) 1024
