/*
 * The sequence chart: which events and threads are in it (flow_chart.c), how a message or fault is
 * drawn (flow_rows.c), and everything around them (flows.c).
 */
#ifndef VISUALIZER_VIEWS_FLOWS_H
#define VISUALIZER_VIEWS_FLOWS_H

#include "visualizer/views/state.h"

enum { ROWS_MAX = 256, LANES_MAX = 24 };

struct chart {
	uint32_t row[ROWS_MAX]; /* events by number, in order of time */
	int rows;
	int cursor;               /* rows before the cursor's time */
	uint32_t lane[LANES_MAX]; /* threads (or IRQs) from left to right */
	int lanes;
	struct box plot;
	int height; /* of a row */
	float lane_width;
};

/** Take the @p visible rows around the chosen instant, and the lanes that they need. */
void chart_collect(struct viz *v, struct chart *c, int visible);
void chart_add_lanes(struct viz *v, struct chart *c);
/** Lane of a thread, row of an event; -1: not in the chart. */
int chart_lane(const struct chart *c, uint32_t id);
int chart_row(const struct chart *c, uint32_t event);
/** A send whose receive comes next needs no row of its own: are they drawn as one? */
bool chart_joined(const struct viz *v, const struct model_event *e, size_t position);
float lane_x(const struct chart *c, int lane);
float row_y(const struct chart *c, int row);

void chart_draw_row(struct viz *v, const struct chart *c, int row);

#endif
