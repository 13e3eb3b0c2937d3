# Unit tests: Criterion, on the build machine, under the address and undefined-behaviour sanitizers.
#
# There are two programs, because the kernel and the host library use the same names for their own
# views of one thing (struct thread …):
#
#   kernel-tests   tests that include a header of kernel/ or of tests/unit/host/: the portable kernel on
#                  the host port
#   host-tests     all others: the link's codec and the host library
#
# A new tests/unit/test_*.c is found by itself.

UNIT := $(H)/unit
UNIT_TESTS        := $(wildcard tests/unit/test_*.c)
UNIT_KERNEL_TESTS := $(if $(UNIT_TESTS),$(shell grep -lE '^#include "(kernel|tests/unit/host)/' $(UNIT_TESTS)))
UNIT_HOST_TESTS   := $(filter-out $(UNIT_KERNEL_TESTS),$(UNIT_TESTS))

# The C library has the functions of string.c; the debugger's hooks are those of the host port.
UNIT_KERNEL_SRC := $(UNIT_KERNEL_TESTS) $(wildcard tests/unit/host/*.c) \
                   $(filter-out kernel/lib/string.c kernel/lib/nojdb.c,\
                   $(wildcard $(addprefix kernel/,lib/*.c mem/*.c space/*.c object/*.c ipc/*.c sched/*.c)))
# What reads a boot loader's data belongs to a port, but needs no machine.
UNIT_KERNEL_SRC += arch/arm/common/fdt.c
# Of the debugger what sends: the rest is driven through its prompt (tests/system).
UNIT_KERNEL_SRC += $(wildcard jdb/link/*.c) jdb/lock.c jdb/wire.c jdb/trace_out.c jdb/trace/ring.c
UNIT_HOST_SRC   := $(UNIT_HOST_TESTS) $(wildcard jdb/link/*.c jdb/host/*.c) jdb/gdb/packet.c

UNIT_CC     := gcc
UNIT_CFLAGS := -std=gnu11 -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined \
               -fno-sanitize-recover=all \
               $(filter-out -Wmissing-prototypes,$(WARNINGS)) -I.
UNIT_KERNEL_CFLAGS  = $(UNIT_CFLAGS) -ffreestanding -DCONFIG_DEBUG -fno-strict-aliasing \
                      -Itests/unit/host/include
UNIT_HOST_CFLAGS   = $(UNIT_CFLAGS) -D_GNU_SOURCE $(shell pkg-config --cflags libcbor libserialport 2>/dev/null)

UNIT_KERNEL_OBJ := $(addprefix $(UNIT)/kernel-tests.d/,$(addsuffix .o,$(UNIT_KERNEL_SRC)))
UNIT_HOST_OBJ   := $(addprefix $(UNIT)/host-tests.d/,$(addsuffix .o,$(UNIT_HOST_SRC)))

# Kernel code is compiled with the kernel's warnings; tests may be laxer about number sizes.
$(UNIT)/kernel-tests.d/tests/%.o $(UNIT)/host-tests.d/tests/%.o: private UNIT_CFLAGS += -Wno-conversion
$(UNIT)/kernel-tests.d/jdb/%.c.o: private UNIT_CFLAGS += -DCONFIG_JDB -Ijdb/trace
$(eval $(call flags_stamp,$(UNIT)/kernel.flags,UNIT_KERNEL_CFLAGS))
$(eval $(call flags_stamp,$(UNIT)/host.flags,UNIT_HOST_CFLAGS))

$(UNIT)/kernel-tests.d/%.c.o: %.c $(UNIT)/kernel.flags
	@mkdir -p $(@D)
	$(Q)$(UNIT_CC) $(UNIT_KERNEL_CFLAGS) -MMD -MP -c $< -o $@
$(UNIT)/host-tests.d/%.c.o: %.c $(UNIT)/host.flags
	@mkdir -p $(@D)
	$(Q)$(UNIT_CC) $(UNIT_HOST_CFLAGS) -MMD -MP -c $< -o $@

$(UNIT)/kernel-tests: $(UNIT_KERNEL_OBJ)
	$(Q)$(UNIT_CC) -fsanitize=address,undefined $^ -lcriterion -o $@
$(UNIT)/host-tests: $(UNIT_HOST_OBJ)
	$(Q)$(UNIT_CC) -fsanitize=address,undefined $^ -lcriterion \
		$(shell pkg-config --libs libcbor libserialport 2>/dev/null) -lm -o $@

.PHONY: test-unit
test-unit: need-build need-host need-test $(UNIT)/kernel-tests $(UNIT)/host-tests ## unit tests on this machine
	@status=0; \
	for program in kernel-tests host-tests; do \
		echo "  unit     $$program"; \
		timeout 600 $(UNIT)/$$program --timeout 300 $(UNIT_ARGS) || status=1; \
	done; exit $$status

-include $(UNIT_KERNEL_OBJ:.o=.d) $(UNIT_HOST_OBJ:.o=.d)
