# The debugger's part of the kernel image: its symbols.
#
# The table of symbols and source lines is part of the image that it describes, so the image is linked
# several times: with an empty table (pass 1), with the table made from that (pass 2; things behind the
# table have moved), and with the table made from pass 2, which has the same size. Then nothing has moved
# any more, and a table made from the result must be the same again: that is checked.
HOSTCC ?= cc
MKSYMBOLS_SRC := $(wildcard jdb/symbols/*.c) jdb/link/crc32c.c
MKSYMBOLS     := $(H)/mksymbols

$(MKSYMBOLS): $(MKSYMBOLS_SRC) $(wildcard jdb/symbols/*.h jdb/link/crc32c.h)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -std=gnu11 -O2 -g -Wall -Wextra -Werror -I. $(MKSYMBOLS_SRC) -o $@

ifeq ($(JDB),1)
SYMBOLS := $(B)/symbols
# link_pass NUMBER: link with symbols NUMBER - 1, make symbols NUMBER from the result.
link_pass = $(LINK) -T $(ARCH_LDSCRIPT) $(KERNEL_OBJ) $(SYMBOLS)/$(2).o $(LIBGCC) \
		-o $(SYMBOLS)/pass$(1).elf && \
	$(MKSYMBOLS) $(SYMBOLS)/pass$(1).elf > $(SYMBOLS)/$(1).S && \
	$(KCC) $(KERNEL_CFLAGS) -g0 -D__ASSEMBLER__ -c $(SYMBOLS)/$(1).S -o $(SYMBOLS)/$(1).o

$(B)/symbols.o: $(KERNEL_OBJ) $(ARCH_LDSCRIPT) $(MKSYMBOLS)
	@mkdir -p $(SYMBOLS)
	$(Q)$(MKSYMBOLS) > $(SYMBOLS)/0.S
	$(Q)$(KCC) $(KERNEL_CFLAGS) -g0 -D__ASSEMBLER__ -c $(SYMBOLS)/0.S -o $(SYMBOLS)/0.o
	$(Q)$(call link_pass,1,0)
	$(Q)$(call link_pass,2,1)
	$(Q)$(call link_pass,3,2)
	$(Q)cmp $(SYMBOLS)/2.S $(SYMBOLS)/3.S || { echo "symbols move between links"; exit 1; }
	$(Q)cp $(SYMBOLS)/2.o $@ && rm -f $(SYMBOLS)/pass*.elf $(SYMBOLS)/*.S
endif
