# System tests: whole stories on QEMU, seen through the host library. See README.md.
#
#   make test-system ARCH=arm               all of them
#   make test-system STORY=recording        those whose name contains the word

SYSTEM_SRC   := $(wildcard tests/system/*.c)
SYSTEM_OBJ   := $(SYSTEM_SRC:%.c=$(H)/%.o)
SYSTEM_TESTS := $(H)/system-tests

$(SYSTEM_OBJ): $(H)/%.o: %.c $(H)/host.flags | need-host
	@mkdir -p $(@D)
	$(Q)$(HOST_CC) $(HOST_CFLAGS) -MMD -MP -c $< -o $@
$(SYSTEM_TESTS): $(SYSTEM_OBJ) $(HOST_LIB)
	$(Q)$(HOST_CC) $^ $(HOST_LIBS) -o $@

include $(wildcard tests/system/loader/rules.mk)
ifeq ($(ARCH),amd64)
SYSTEM_STRANGER := $(B)/stranger.cpio
endif

# A root task that keeps several CPUs busy.
$(eval $(call user_boot_program,roundabout,tests/system/roundabout/main.c))
$(eval $(call user_archive,$(B)/roundabout.cpio,$(U)/packed/sigma0,$(U)/packed/roundabout,))

# A root task with things for the debugger to find.
$(eval $(call user_boot_program,debuggee,tests/system/debuggee/main.c))
$(eval $(call user_symbols,debuggee,sigma0 debuggee))
$(eval $(call user_archive,$(B)/debuggee.cpio,$(U)/packed/sigma0,$(U)/packed/debuggee,$(U)/symbols/debuggee/symbols))

.PHONY: test-system
test-system: need-$(ARCH) need-host need-iso need-debug $(SYSTEM_TESTS) $(H)/phial-hub $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/boot.cpio $(B)/roundabout.cpio $(B)/debuggee.cpio $(FALLING) $(B)/loader.elf $(SYSTEM_STRANGER) ## whole stories on QEMU, for ARCH
	@$(SYSTEM_TESTS) $(ARCH) $(B) "$(STORY)"

.PHONY: manual
manual: ## write the sessions of the debugger's manual (jdb/manual) anew
	@PHIAL_MANUAL=write $(MAKE) test-system ARCH=amd64 STORY=manual_

-include $(SYSTEM_OBJ:.o=.d)
