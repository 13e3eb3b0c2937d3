# How the kernel image is built. A kernel is: the portable kernel, one port, and (JDB=1) the
# debugger's target side, each a set of directories; there is no list of files to keep.
#
# arch/<family>/<port>/rules.mk sets: CROSS (tool prefix), ARCH_CFLAGS, ARCH_DIRS (directories of
# its sources), ARCH_LDSCRIPT, ARCH_LIBS, CLANG_TARGET, KERNEL_IMAGE (rule from kernel.elf, if any).

KERNEL_DIRS := kernel/lib kernel/boot kernel/mem kernel/space kernel/object kernel/ipc kernel/sched
KERNEL_DIRS += $(ARCH_DIRS)
ifeq ($(JDB),1)
KERNEL_DIRS += jdb jdb/link jdb/commands jdb/trace jdb/gdb
endif
KERNEL_SRC := $(wildcard $(addsuffix /*.c,$(KERNEL_DIRS)) $(addsuffix /*.S,$(KERNEL_DIRS)))
KERNEL_SRC := $(filter-out %/asm_offsets.c,$(KERNEL_SRC)) # a source of numbers only, see below
ifeq ($(JDB),1)
KERNEL_SRC := $(filter-out kernel/lib/nojdb.c,$(KERNEL_SRC))
endif
KERNEL_OBJ := $(addprefix $(B)/,$(addsuffix .o,$(KERNEL_SRC)))

ifneq ($(findstring clang,$(CC)),)
KCC := $(CC) $(addprefix --target=,$(CLANG_TARGET))
else
KCC := $(CROSS)$(CC)
endif
# The libgcc of the cross compiler serves both compilers (64-bit division on ARM).
LIBGCC = $(shell $(CROSS)gcc $(ARCH_LIBGCC_FLAGS) -print-libgcc-file-name 2>/dev/null)

WARNINGS := -Wall -Wextra -Werror -Wshadow -Wconversion -Wno-sign-conversion \
            -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla
INCLUDES := -I. -Iarch/$(FAMILY)/$(PORT)/include -Iarch/$(FAMILY)/common/include \
            -Iarch/$(FAMILY)/$(PORT)/abi

KERNEL_CFLAGS := -std=gnu11 -ffreestanding -fno-builtin-printf -fno-common -fno-strict-aliasing \
                 -fno-stack-protector -fno-pic -fno-pie \
                 -fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections \
                 -fno-delete-null-pointer-checks -g -O2 $(WARNINGS) $(INCLUDES) $(ARCH_CFLAGS)
ifdef KOPTIONS
KERNEL_CFLAGS += -DCONFIG_KOPTIONS=$(KOPTIONS) # version of the original boot loader's options
endif
ifneq ($(DEBUG),0)
KERNEL_CFLAGS += -DCONFIG_DEBUG
endif
ifeq ($(JDB),1)
KERNEL_CFLAGS += -DCONFIG_JDB -Ijdb/trace
endif
# Allocations fail on request (kernel/mem/fail_alloc.h).
ifeq ($(HELPING),0)
KERNEL_CFLAGS += -DCONFIG_NO_HELPING
endif
ifeq ($(FAIL_ALLOC),1)
KERNEL_CFLAGS += -DCONFIG_FAIL_ALLOC
endif
# Every message takes the generic path (kernel/ipc/fast.c).
ifeq ($(FAST),0)
KERNEL_CFLAGS += -DCONFIG_NO_FAST_PATH
endif
# Undefined behaviour panics where it happens (kernel/lib/ubsan.c).
ifeq ($(DEBUG),ubsan)
KERNEL_CFLAGS += -fsanitize=undefined -DCONFIG_UBSAN
endif

# Only the debugger looks for callers on the stack. (A panic without one prints no backtrace.)
ifeq ($(DEBUG)$(JDB),00)
KERNEL_CFLAGS += -fomit-frame-pointer
else
KERNEL_CFLAGS += -fno-omit-frame-pointer
endif

$(eval $(call flags_stamp,$(B)/kernel.flags,KERNEL_CFLAGS))

# gcc compiles a release kernel as one: small functions are inlined across files. The result is one
# ordinary object file, so that all that comes after is the same for every kind of kernel.
ifeq ($(DEBUG)$(findstring clang,$(CC)),0)
KERNEL_LTO   := -flto
KERNEL_PARTS := $(B)/whole.o
$(B)/whole.o: $(KERNEL_OBJ)
	$(Q)$(KCC) $(KERNEL_CFLAGS) -flto -flto-partition=one -r -flinker-output=nolto-rel \
		-nostdlib $(KERNEL_OBJ) -o $@
else
KERNEL_PARTS := $(KERNEL_OBJ)
endif

$(B)/%.c.o: %.c $(B)/kernel.flags | need-$(ARCH)
	@mkdir -p $(@D)
	$(Q)$(KCC) $(KERNEL_CFLAGS) $(KERNEL_LTO) -MMD -MP -c $< -o $@
$(B)/%.S.o: %.S $(B)/kernel.flags | need-$(ARCH)
	@mkdir -p $(@D)
	$(Q)$(KCC) $(KERNEL_CFLAGS) -D__ASSEMBLER__ -MMD -MP -c $< -o $@

# Offsets of structure members for assembly: the compiler writes them, nobody types them.
$(B)/asm_offsets.h: arch/$(FAMILY)/$(PORT)/asm_offsets.c $(B)/kernel.flags | need-$(ARCH)
	@mkdir -p $(@D)
	$(Q)$(KCC) $(KERNEL_CFLAGS) -MMD -MP -MF $(B)/asm_offsets.d -MT $@ -S $< -o - | \
		sed -n 's/^.*->\([A-Z0-9_]*\) [#$$]*\(-\{0,1\}[0-9][0-9]*\).*$$/#define \1 \2/p' > $@
$(filter %.S.o,$(KERNEL_OBJ)): $(B)/asm_offsets.h
$(filter %.S.o,$(KERNEL_OBJ)): private KERNEL_CFLAGS += -I$(B)

# Two passes: the first image gives the symbols, the second contains them.
LINK = $(CROSS)ld $(ARCH_LDFLAGS) -nostdlib --gc-sections -z noexecstack -z max-page-size=4096 \
       --no-warn-rwx-segments
ifeq ($(JDB),1)
SYMBOLS_OBJ = $(B)/symbols.o
endif

$(B)/kernel.elf: $(KERNEL_PARTS) $(SYMBOLS_OBJ) $(ARCH_LDSCRIPT)
	$(Q)$(LINK) -T $(ARCH_LDSCRIPT) $(KERNEL_PARTS) $(SYMBOLS_OBJ) $(LIBGCC) -o $@ -Map=$(B)/kernel.map
	@echo "  kernel   $@"

.PHONY: kernel
kernel: need-$(ARCH) $(B)/kernel.elf $(KERNEL_IMAGE) ## only the kernel image, for ARCH BOARD JDB DEBUG

-include $(KERNEL_OBJ:.o=.d) $(B)/asm_offsets.d
