# The test loader, one for each port. It is no part of the kernel, but compiled like one, and lends some
# of the kernel's own sources.

LOADER_DIR := tests/system/loader
LOADER_SRC := $(LOADER_DIR)/loader.c $(LOADER_DIR)/$(ARCH)/machine.c $(LOADER_DIR)/$(ARCH)/start.S \
              kernel/lib/string.c
LOADER_LD  := -nostdlib -z noexecstack -z max-page-size=4096 --no-warn-rwx-segments
LOADER_LDS := $(LOADER_DIR)/$(ARCH)/loader.lds

ifeq ($(ARCH),amd64)
LOADER_CFLAGS := -mcmodel=small
# 64-bit code in a 32-bit ELF file, because multiboot 1 knows no other.
LOADER_LINK = $(CROSS)ld -m elf_x86_64 $(LOADER_LD) -T $(LOADER_LDS) $(LOADER_OBJ) -o $@.64 && \
              $(CROSS)objcopy -O elf32-i386 $@.64 $@
else
# The MMU is off: memory takes aligned accesses only.
LOADER_CFLAGS := -mno-unaligned-access
LOADER_SRC    += arch/arm/common/fdt.c arch/arm/common/aeabi.S kernel/boot/archive.c
LOADER_LINK    = $(CROSS)ld -m armelf $(LOADER_LD) -T $(LOADER_LDS) $(LOADER_OBJ) $(LIBGCC) -o $@
endif
LOADER_OBJ := $(addprefix $(B)/loader/,$(addsuffix .o,$(LOADER_SRC)))

$(B)/loader/%.o: % $(B)/kernel.flags | need-$(ARCH)
	@mkdir -p $(@D)
	$(Q)$(KCC) $(KERNEL_CFLAGS) $(LOADER_CFLAGS) -I$(LOADER_DIR)/$(ARCH) \
		-fno-tree-loop-distribute-patterns -MMD -MP -c $< -o $@
$(B)/loader.elf: $(LOADER_OBJ) $(LOADER_LDS)
	$(Q)$(LOADER_LINK)

-include $(LOADER_OBJ:.o=.d)
