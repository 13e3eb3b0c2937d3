# The debugger's part of the kernel image: its symbols.
#
# The table of symbols and source lines is part of the image that it describes, so the image is linked
# several times: with an empty table, with the table made from that (what stands behind the table has
# moved), and so on, until a table made from the result is the same as the one in it. The table's size
# settles at once and then the addresses do, so a few passes suffice; if they do not, the build fails.
HOSTCC ?= cc
MKSYMBOLS_SRC := $(wildcard jdb/symbols/*.c) jdb/link/crc32c.c
MKSYMBOLS     := $(H)/mksymbols

$(MKSYMBOLS): $(MKSYMBOLS_SRC) $(wildcard jdb/symbols/*.h jdb/link/crc32c.h)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -std=gnu11 -O2 -g -Wall -Wextra -Werror -I. $(MKSYMBOLS_SRC) -o $@

ifeq ($(JDB),1)
SYMBOLS := $(B)/symbols
SYMBOL_PASSES := 1 2 3 4 5 6

$(B)/symbols.o: $(KERNEL_PARTS) $(ARCH_LDSCRIPT) $(MKSYMBOLS)
	@mkdir -p $(SYMBOLS)
	$(Q)set -e; \
	table() { $(KCC) $(KERNEL_CFLAGS) -g0 -D__ASSEMBLER__ -c $(SYMBOLS)/$$1.S -o $(SYMBOLS)/$$1.o; }; \
	$(MKSYMBOLS) > $(SYMBOLS)/0.S; table 0; last=0; \
	for n in $(SYMBOL_PASSES); do \
		$(LINK) -T $(ARCH_LDSCRIPT) $(KERNEL_PARTS) $(SYMBOLS)/$$last.o $(LIBGCC) -o $(SYMBOLS)/pass.elf; \
		$(MKSYMBOLS) $(SYMBOLS)/pass.elf > $(SYMBOLS)/$$n.S; \
		if cmp -s $(SYMBOLS)/$$last.S $(SYMBOLS)/$$n.S; then \
			mv $(SYMBOLS)/$$last.o $@; rm -rf $(SYMBOLS); exit 0; \
		fi; \
		table $$n; last=$$n; \
	done; \
	echo "symbols still move after $$last links"; exit 1
endif
