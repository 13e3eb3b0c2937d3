# The visualizer: build/host/phial-viz.
#
#   make viz SERIAL=place   shows a running Phial (places: jdb/host/session.h)
#   make replay LOG=file    shows a recording
#   make viz-pictures       takes the README's pictures anew

VIZ_SRC    := $(wildcard visualizer/draw/*.c visualizer/ui/*.c visualizer/views/*.c \
                        visualizer/app/*.c)
VIZ_OBJ    := $(VIZ_SRC:%.c=$(H)/%.o)
VIZ        := $(H)/phial-viz
VIZ_PKG    := sdl2 SDL2_ttf libgvc libcgraph libpng
VIZ_CFLAGS  = $(HOST_CFLAGS) $(shell pkg-config --cflags $(VIZ_PKG))
VIZ_LIBS    = $(shell pkg-config --libs $(VIZ_PKG)) -lm

$(VIZ_OBJ): $(H)/%.o: %.c $(H)/host.flags | need-host need-viz
	@mkdir -p $(@D)
	$(Q)$(HOST_CC) $(VIZ_CFLAGS) -MMD -MP -c $< -o $@

$(VIZ): $(VIZ_OBJ) $(HOST_LIB)
	$(Q)$(HOST_CC) $^ $(VIZ_LIBS) $(HOST_LIBS) -o $@
	@echo "  viz      $@"

# Pictures of README.md, from a recording of the tour (make run without a display makes one).
VIZ_PICTURES := visualizer/pictures
VIZ_TOUR      = $(or $(LOG),build/run/amd64.rec)

.PHONY: visualizer viz replay viz-pictures
visualizer: $(VIZ)
viz: $(VIZ) ## the visualizer on hardware: SERIAL=/dev/ttyUSB0, or a socket
	$(Q)$(VIZ) $(or $(SERIAL),$(error say where: make viz SERIAL=/dev/ttyUSB0))
replay: $(VIZ) ## the visualizer on a recording: LOG=file
	$(Q)$(VIZ) $(or $(LOG),$(error say which: make replay LOG=build/run.rec))
viz-pictures: $(VIZ) ## the pictures of visualizer/README.md anew, from a recording: LOG=file
	$(Q)test -f $(VIZ_TOUR) || { echo "no recording $(VIZ_TOUR): make run ARCH=amd64 without a display makes it" >&2; exit 1; }
	$(Q)$(VIZ) --headless --png $(VIZ_PICTURES) $(VIZ_TOUR)
	$(Q)$(VIZ) --headless --view memory:frames --png $(VIZ_PICTURES)/frames.png $(VIZ_TOUR)
	$(Q)$(VIZ) --headless --view numbers:messages --png $(VIZ_PICTURES)/messages.png $(VIZ_TOUR)

-include $(VIZ_OBJ:.o=.d)
