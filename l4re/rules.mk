# How user programs are built, and packed into the boot archive.
#
# Every program is a directory or a file of its own, linked with one library of everything common
# (libc, startup, helpers). Two kinds: boot programs (sigma0, root tasks: position independent,
# loaded by the kernel) and ordinary programs (fixed address, loaded by the root task).
#
# Objects: $(B)/user/obj/.   Programs with symbols: $(B)/user/NAME.elf.   Packed, without symbols:
# $(B)/boot.cpio.   How to make an archive with another root task: README.md.

include l4re/arch/$(ARCH)/rules.mk

U := $(B)/user

ifneq ($(findstring clang,$(CC)),)
UCC         := $(CC) $(addprefix --target=,$(CLANG_TARGET))
USER_NOSTD  := -nostdlibinc
else
UCC         := $(CROSS)$(CC) -fno-tree-loop-distribute-patterns
USER_NOSTD   = -nostdinc -isystem $(shell $(UCC) -print-file-name=include)
endif
USER_LIBGCC  = $(shell $(CROSS)gcc $(USER_ARCH_CFLAGS) -print-libgcc-file-name 2>/dev/null)
USER_CFLAGS  = -std=gnu11 -ffreestanding $(USER_NOSTD) -fPIE -fvisibility=hidden -fno-common \
               -fno-strict-aliasing -fno-stack-protector -fno-omit-frame-pointer \
               -fno-asynchronous-unwind-tables -fno-delete-null-pointer-checks \
               -ffunction-sections -fdata-sections -g -O2 \
               $(WARNINGS) -I. -Iarch/$(FAMILY)/$(PORT)/abi -Il4re/arch/$(ARCH)/include \
               -Il4re/include -Il4re/lib/c/include $(USER_ARCH_CFLAGS)
USER_LINK    = $(CROSS)ld $(USER_ARCH_LDFLAGS) -nostdlib --gc-sections -z noexecstack \
               -z max-page-size=4096 --build-id=none -T l4re/program.lds

user_objects = $(addprefix $(U)/obj/,$(addsuffix .o,$(1)))

$(eval $(call flags_stamp,$(U)/user.flags,USER_CFLAGS))

$(U)/obj/%.c.o: %.c $(U)/user.flags | need-$(ARCH)
	@mkdir -p $(@D)
	$(Q)$(UCC) $(USER_CFLAGS) -MMD -MP -c $< -o $@
$(U)/obj/%.S.o: %.S $(U)/user.flags | need-$(ARCH)
	@mkdir -p $(@D)
	$(Q)$(UCC) $(USER_CFLAGS) -D__ASSEMBLER__ -MMD -MP -c $< -o $@

# ---- What all programs share -------------------------------------------------------------------

USER_STARTS  := l4re/lib/start/start_boot.c l4re/lib/start/start_program.c \
                l4re/arch/$(ARCH)/start_boot.S l4re/arch/$(ARCH)/start_program.S
USER_LIB_SRC := $(filter-out $(USER_STARTS),$(wildcard $(foreach d, \
                l4re/lib/c l4re/lib/start l4re/lib/re l4re/lib/sigma0 l4re/arch/$(ARCH),$d/*.c $d/*.S)))
USER_LIB_OBJ := $(call user_objects,$(USER_LIB_SRC))
BOOT_START   := $(call user_objects,l4re/arch/$(ARCH)/start_boot.S l4re/lib/start/start_boot.c)
PROG_START   := $(call user_objects,l4re/arch/$(ARCH)/start_program.S l4re/lib/start/start_program.c)

$(U)/libuser.a: $(USER_LIB_OBJ)
	@rm -f $@
	$(Q)$(CROSS)ar rcsD $@ $^

# ---- The two kinds of programs -----------------------------------------------------------------

# $(call user_boot_program,NAME,SOURCES): sigma0 or a root task, $(U)/NAME.elf
define user_boot_program
$(U)/$(1).elf: $(call user_objects,$(2)) $(BOOT_START) $(U)/libuser.a l4re/program.lds
	$$(Q)$$(USER_LINK) -pie --no-dynamic-linker -z text --defsym=IMAGE_BASE=0 \
		$(BOOT_START) $(call user_objects,$(2)) $(U)/libuser.a $$(USER_LIBGCC) -o $$@
-include $(patsubst %.o,%.d,$(call user_objects,$(2)))
endef

# $(call user_program,NAME,SOURCES): a program that the root task loads, $(U)/NAME.elf
define user_program
$(U)/$(1).elf: $(call user_objects,$(2)) $(PROG_START) $(U)/libuser.a l4re/program.lds
	$$(Q)$$(USER_LINK) --defsym=IMAGE_BASE=$$(USER_LINK_BASE) \
		$(PROG_START) $(call user_objects,$(2)) $(U)/libuser.a $$(USER_LIBGCC) -o $$@
-include $(patsubst %.o,%.d,$(call user_objects,$(2)))
endef

# What goes into an archive: programs without symbols.
$(U)/packed/%: $(U)/%.elf
	@mkdir -p $(@D)
	$(Q)$(CROSS)objcopy --strip-all $< $@

# $(call user_archive,ARCHIVE,SIGMA0,ROOT,FILES): cpio archive with the file SIGMA0 as `sigma0`,
# ROOT as `root`, and FILES under their own names. Reproducible: equal input, equal bytes.
define user_archive
$(1): $(2) $(3) $(4)
	@rm -rf $$@.d && mkdir -p $$@.d
	@cp $(2) $$@.d/sigma0 && cp $(3) $$@.d/root
	$$(if $(strip $(4)),@cp $(4) $$@.d)
	@chmod 644 $$@.d/* && touch -d @0 $$@.d/*
	@cd $$@.d && { echo sigma0; echo root; ls | LC_ALL=C sort | grep -vxE 'sigma0|root'; } | \
		cpio --quiet -o -H newc -R 0:0 --reproducible > ../$$(@F)
	@rm -rf $$@.d
	@echo "  archive  $$@"
endef

# $(call user_symbols,ARCHIVE,PROGRAMS): $(U)/symbols/ARCHIVE/symbols, by which the debugger knows the
# functions of these programs; to be packed with them (jdb/symbols).
define user_symbols
$(U)/symbols/$(1)/symbols: $(foreach p,$(2),$(U)/$(p).elf) $(MKSYMBOLS)
	@mkdir -p $$(@D)
	$$(Q)set -e; for p in $(2); do $(MKSYMBOLS) --program $$$$p $(U)/$$$$p.elf; done > $$@
endef

# ---- The programs ------------------------------------------------------------------------------

TOUR_PROGRAMS := $(patsubst l4re/tour/%.c,%,$(wildcard l4re/tour/*.c))

$(eval $(call user_boot_program,sigma0,$(wildcard l4re/sigma0/*.c)))
$(eval $(call user_boot_program,root,$(wildcard l4re/root/*.c)))
$(foreach p,$(TOUR_PROGRAMS),$(eval $(call user_program,$p,l4re/tour/$p.c)))
include l4re/demos/rules.mk

BOOT_FILES := $(addprefix $(U)/packed/,$(TOUR_PROGRAMS)) $(DEMO_FILES)
ifeq ($(JDB),1)
$(eval $(call user_symbols,boot,sigma0 root badguy $(TOUR_PROGRAMS)))
BOOT_FILES += $(U)/symbols/boot/symbols
endif
$(eval $(call user_archive,$(B)/boot.cpio,$(U)/packed/sigma0,$(U)/packed/root,$(BOOT_FILES)))

.PHONY: programs
programs: need-$(ARCH) $(B)/boot.cpio ## the user programs and the boot archive, for ARCH

-include $(patsubst %.o,%.d,$(sort $(USER_LIB_OBJ) $(BOOT_START) $(PROG_START)))
