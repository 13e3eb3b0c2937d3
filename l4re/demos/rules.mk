# Programs and files that misbehave, for `tour=bad`; see README.md.
#   badguy       one program, many ways to fail
#   noelf        a file that is no program
#   cutelf       a program with its end missing
#   kernelelf    a program linked to addresses of the kernel

$(eval $(call user_program,badguy,l4re/demos/badguy.c))

$(U)/kernelelf.elf: $(call user_objects,l4re/demos/badguy.c) $(PROG_START) $(U)/libuser.a
	$(Q)$(USER_LINK) --defsym=IMAGE_BASE=$(USER_EVIL_BASE) $(PROG_START) \
		$(call user_objects,l4re/demos/badguy.c) $(U)/libuser.a $(USER_LIBGCC) -o $@
$(U)/packed/noelf: l4re/demos/noelf
	@mkdir -p $(@D)
	@cp $< $@
$(U)/packed/cutelf: $(U)/packed/badguy
	@head -c 3000 $< > $@

DEMO_FILES := $(addprefix $(U)/packed/,badguy kernelelf noelf cutelf)
