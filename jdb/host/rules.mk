# The host library and its command-line tools. Everything lands in build/host/.
#
#   make host-tools         build/host/libphial-host.a and the programs of jdb/host/tools/
#   make gdb SERIAL=place   GDB on the debugger's own stub
#   make jdb SERIAL=place   console and debugger in this terminal (places: jdb/host/session.h)

HOST_CC       := $(if $(findstring clang,$(CC)),clang,gcc)
HOST_WARNINGS := -Wall -Wextra -Werror -Wshadow -Wconversion -Wno-sign-conversion \
                 -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla
# Arrays are reached through pointers to const by their readers: see jdb/host/state.c.
HOST_CFLAGS   := -std=gnu11 -D_GNU_SOURCE -g -O2 -fno-strict-aliasing $(HOST_WARNINGS) -I.
HOST_LIB      := $(H)/libphial-host.a
HOST_LIBS      = $(shell pkg-config --libs libcbor libserialport)

HOST_LIB_SRC  := $(wildcard jdb/host/*.c jdb/link/*.c)
HOST_LIB_OBJ  := $(HOST_LIB_SRC:%.c=$(H)/%.o)
HOST_TOOL_SRC := $(wildcard jdb/host/tools/*.c)
HOST_TOOL_OBJ := $(HOST_TOOL_SRC:%.c=$(H)/%.o)
HOST_TOOLS    := $(H)/phial-link $(H)/phial-hub $(H)/phial-synthesize $(H)/phial-export

$(eval $(call flags_stamp,$(H)/host.flags,HOST_CFLAGS))

$(HOST_LIB_OBJ) $(HOST_TOOL_OBJ): $(H)/%.o: %.c $(H)/host.flags | need-host
	@mkdir -p $(@D)
	$(Q)$(HOST_CC) $(HOST_CFLAGS) -MMD -MP -c $< -o $@

$(HOST_LIB): $(HOST_LIB_OBJ)
	$(Q)rm -f $@ && ar rcs $@ $^
	@echo "  host     $@"

$(H)/phial-link: $(H)/jdb/host/tools/phial_link.o $(H)/jdb/host/tools/tables.o $(HOST_LIB)
	$(Q)$(HOST_CC) $^ $(HOST_LIBS) -o $@
$(H)/phial-hub: $(H)/jdb/host/tools/phial_hub.o $(HOST_LIB)
	$(Q)$(HOST_CC) $^ $(HOST_LIBS) -o $@
$(H)/phial-synthesize: $(H)/jdb/host/tools/synthesize.o $(H)/jdb/host/tools/synthesize_cpus.o $(HOST_LIB)
	$(Q)$(HOST_CC) $^ $(HOST_LIBS) -o $@

$(H)/phial-export: $(H)/jdb/host/tools/export.o $(H)/jdb/host/tools/ctf.o $(HOST_LIB)
	$(Q)$(HOST_CC) $^ $(HOST_LIBS) $(shell pkg-config --libs babeltrace2) -o $@

.PHONY: host-tools jdb gdb
host-tools: $(HOST_TOOLS)
jdb: $(H)/phial-link ## console and debugger in the terminal: SERIAL=/dev/ttyUSB0, or a socket
	$(Q)$(H)/phial-link console $(or $(SERIAL),$(error say where: make jdb SERIAL=/dev/ttyUSB0))
gdb: need-$(ARCH) need-debug $(H)/phial-hub $(B)/kernel.elf $(if $(SERIAL),,$(KERNEL_IMAGE) $(B)/boot.cpio) ## GDB over the link's cable: SERIAL=/dev/ttyUSB0; without it in QEMU
	@jdb/gdb/run $(ARCH) $(B) $(SERIAL)

-include $(HOST_LIB_OBJ:.o=.d) $(HOST_TOOL_OBJ:.o=.d)
