# How fast the visualizer is: `make bench-viz [TSV=1]`. See README.md.

BENCHVIZ       := $(H)/bench-viz
BENCHVIZ_OBJ   := $(patsubst %.c,$(H)/%.o,$(wildcard tests/bench-viz/*.c))
BENCHVIZ_EVENTS ?= 10000000

$(BENCHVIZ_OBJ): $(H)/%.o: %.c $(H)/host.flags | need-host need-viz
	@mkdir -p $(@D)
	$(Q)$(HOST_CC) $(VIZ_CFLAGS) -MMD -MP -c $< -o $@
$(BENCHVIZ): $(BENCHVIZ_OBJ) $(filter-out %/app/main.o,$(VIZ_OBJ)) $(HOST_LIB)
	$(Q)$(HOST_CC) $^ $(VIZ_LIBS) $(HOST_LIBS) -o $@

# Made once; its name says how many events it holds.
$(H)/crowd-$(BENCHVIZ_EVENTS).rec: $(H)/tests/bench-viz/crowd.o | $(BENCHVIZ)
	@echo "  write    $@"
	$(Q)$(BENCHVIZ) --write $@ $(BENCHVIZ_EVENTS)

.PHONY: bench-viz
bench-viz: $(BENCHVIZ) $(H)/crowd-$(BENCHVIZ_EVENTS).rec ## the visualizer's speed: loading, seeking, drawing, following; TSV=1: for programs
	@$(BENCHVIZ) $(H)/crowd-$(BENCHVIZ_EVENTS).rec $(if $(filter-out 0,$(TSV)),tsv,table)

-include $(BENCHVIZ_OBJ:.o=.d)
