# The strangers: a sigma0 and a root task that use nothing of ours. See README.md.
#
#   make test-stranger ARCH=amd64|arm

STRANGER_CFLAGS  = -std=gnu11 -ffreestanding $(USER_NOSTD) -fno-pic -fno-stack-protector -fno-common \
                   -fno-strict-aliasing -fno-asynchronous-unwind-tables -g -O2 $(WARNINGS) -I. \
                   -DCPU_HEADER='"tests/stranger/$(ARCH).h"' $(STRANGER_CPU_$(ARCH))
# With the FPU, as the original's programs: nobody switches it on for them.
STRANGER_CPU_amd64 := -m64 -mno-red-zone
STRANGER_CPU_arm   := -march=armv7-a+fp -marm -mfloat-abi=softfp

# Where the original's are linked to: physical addresses, near the start of RAM.
STRANGER_SIGMA0_amd64 := 0x00100000
STRANGER_ROOT_amd64   := 0x00240000
STRANGER_SIGMA0_arm   := 0x40200000
STRANGER_ROOT_arm     := 0x40240000

STRANGER_COMMON := $(ARCH).S say.c
stranger_objects = $(addprefix $(U)/stranger/,$(addsuffix .o,$(1)))

$(U)/stranger/%.o: tests/stranger/% tests/stranger/rules.mk | need-$(ARCH)
	@mkdir -p $(@D)
	$(Q)$(UCC) $(STRANGER_CFLAGS) -MMD -MP -c $< -o $@

# $(call stranger_program,NAME,SOURCES,ADDRESS)
define stranger_program
$(U)/$(1).elf: $(call stranger_objects,$(2) $(STRANGER_COMMON)) tests/stranger/stranger.lds
	$$(Q)$$(CROSS)ld $$(USER_ARCH_LDFLAGS) -nostdlib -static -z noexecstack -z max-page-size=4096 \
		--no-warn-rwx-segments --build-id=none --defsym=LINKED_TO=$(3) \
		-T tests/stranger/stranger.lds $(call stranger_objects,$(2) $(STRANGER_COMMON)) \
		$$(USER_LIBGCC) -o $$@
endef

$(eval $(call stranger_program,stranger-sigma0,sigma0.c,$(STRANGER_SIGMA0_$(ARCH))))
$(eval $(call stranger_program,stranger-root,root.c serve.c ops.c program.c $(ARCH)-threads.S,$(STRANGER_ROOT_$(ARCH))))
$(eval $(call user_archive,$(B)/stranger.cpio,$(U)/packed/stranger-sigma0,$(U)/packed/stranger-root,\
	$(U)/packed/ping $(B)/stranger/cmdline))

# A sigma0 that falls: for tests/system.
FALLING := $(B)/falls-fault.cpio $(B)/falls-exception.cpio
$(eval $(call stranger_program,falls-fault,falls-fault.c,$(STRANGER_SIGMA0_$(ARCH))))
$(eval $(call stranger_program,falls-exception,falls-exception.c,$(STRANGER_SIGMA0_$(ARCH))))
$(eval $(call user_archive,$(B)/falls-fault.cpio,$(U)/packed/falls-fault,$(U)/packed/stranger-root,))
$(eval $(call user_archive,$(B)/falls-exception.cpio,$(U)/packed/falls-exception,$(U)/packed/stranger-root,))

# One line a module; the root task's words stand before those of the kernel's command line.
$(B)/stranger/cmdline: tests/stranger/rules.mk
	@mkdir -p $(@D)
	@printf 'ping one\nroot --debug=all\n' > $@

.PHONY: test-stranger
test-stranger: need-$(ARCH) $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/stranger.cpio ## programs that use nothing of ours, for ARCH
	@tests/stranger/run $(ARCH) $(B)

-include $(patsubst %.o,%.d,$(call stranger_objects,$(notdir $(wildcard tests/stranger/*.c))))
