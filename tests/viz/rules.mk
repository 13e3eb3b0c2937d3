# Tests of the visualizer: what it draws, as facts; and its window, under a virtual display.
#
#   make test-viz           both
#   make test-viz-window    only the window

VIZT       := $(H)/viz-tests.d
VIZT_SRC   := $(wildcard tests/viz/*.c visualizer/draw/*.c visualizer/ui/*.c visualizer/views/*.c \
                jdb/host/*.c jdb/link/*.c) visualizer/app/png.c visualizer/app/headless.c \
                visualizer/app/instant.c visualizer/app/export.c \
                visualizer/app/dot.c visualizer/app/settings.c
VIZT_OBJ   := $(VIZT_SRC:%.c=$(VIZT)/%.o)
VIZT_FLAGS  = $(filter-out -Wmissing-prototypes -Wconversion,$(VIZ_CFLAGS)) -O1 -fno-omit-frame-pointer \
              -fsanitize=address,undefined -fno-sanitize-recover=all

$(eval $(call flags_stamp,$(VIZT)/viz.flags,VIZT_FLAGS))

$(VIZT_OBJ): $(VIZT)/%.o: %.c $(VIZT)/viz.flags | need-host need-viz need-test
	@mkdir -p $(@D)
	$(Q)$(HOST_CC) $(VIZT_FLAGS) -MMD -MP -c $< -o $@
$(H)/viz-tests: $(VIZT_OBJ)
	$(Q)$(HOST_CC) -fsanitize=address,undefined $^ -lcriterion $(VIZ_LIBS) $(HOST_LIBS) -o $@

# A made-up recording of the tour: the same bytes every time.
$(H)/synthetic.rec: $(H)/phial-synthesize
	$(Q)$< $@ 12
$(H)/synthetic-cpus.rec: $(H)/phial-synthesize
	$(Q)$< $@ 4 48

.PHONY: test-viz test-viz-window
test-viz: $(H)/viz-tests $(H)/synthetic.rec $(H)/synthetic-cpus.rec test-viz-window ## what the visualizer draws, and its window
	@PHIAL_RECORDING=$(H)/synthetic.rec PHIAL_RECORDING_CPUS=$(H)/synthetic-cpus.rec \
		LSAN_OPTIONS=print_suppressions=0 timeout 900 $(H)/viz-tests --timeout 300 $(UNIT_ARGS)
test-viz-window: $(VIZ) $(H)/synthetic.rec need-test
	@tests/viz/window $(VIZ) $(H)/synthetic.rec $(H)/viz-window

-include $(VIZT_OBJ:.o=.d)
