/*
 * Which events have a row in the sequence chart, and which threads a lane.
 */
#include "visualizer/views/flows.h"

static bool drawn(const struct viz *v, const struct model_event *e)
{
	switch (e->type) {
	case TRACE_ipc_send:
	case TRACE_ipc_receive:
	case TRACE_ipc_error:
	case TRACE_page_fault:
	case TRACE_page_fault_done:
	case TRACE_exception:
	case TRACE_exception_done:
	case TRACE_irq_trigger:
		break;
	default:
		return false;
	}
	return !v->memory->flows_picked || v->pick.kind != PICK_OBJECT || v->pick.id == 0 ||
	       model_event_concerns(e, pick_thread(v)) || model_event_concerns(e, v->pick.id);
}

/* A send whose receive comes next needs no row of its own. */
bool chart_joined(const struct viz *v, const struct model_event *e, size_t position)
{
	size_t count = model_events(v->model);

	if (e->type != TRACE_ipc_send || e->flow == MODEL_NONE)
		return false;
	for (size_t i = position + 1; i < count && i < position + 32; i++) {
		const struct model_event *next = model_event_at(v->model, i);

		if (drawn(v, next))
			return next->type == TRACE_ipc_receive && next->flow == e->flow;
	}
	return false;
}

static bool has_row(const struct viz *v, size_t position)
{
	const struct model_event *e = model_event_at(v->model, position);

	return drawn(v, e) && !chart_joined(v, e, position);
}

static void turn_around(uint32_t *list, int count)
{
	for (int i = 0; i < count / 2; i++) {
		uint32_t t          = list[i];
		list[i]             = list[count - 1 - i];
		list[count - 1 - i] = t;
	}
}

/* Fill the chart: rows up to the cursor in the upper part, what comes later below it. */
void chart_collect(struct viz *v, struct chart *c, int visible)
{
	size_t count  = model_events(v->model);
	size_t middle = model_event_find(v->model, v->now + 1);
	int want      = visible < ROWS_MAX ? visible : ROWS_MAX;
	int before    = v->follow ? want : want * 3 / 4;
	long skip = v->memory->flows_first; /* rows scrolled away from the cursor; up is negative */

	for (; skip > 0 && middle < count; middle++)
		skip -= has_row(v, middle);
	for (; skip < 0 && middle > 0; middle--)
		skip += has_row(v, middle - 1);
	for (size_t i = middle; i > 0 && c->rows < before; i--)
		if (has_row(v, i - 1))
			c->row[c->rows++] = model_event_at(v->model, i - 1)->number;
	turn_around(c->row, c->rows);
	for (size_t i = middle; i < count && c->rows < want; i++)
		if (has_row(v, i))
			c->row[c->rows++] = model_event_at(v->model, i)->number;
	while (c->cursor < c->rows && model_event(v->model, c->row[c->cursor])->time <= v->now)
		c->cursor++;
}

int chart_lane(const struct chart *c, uint32_t id)
{
	for (int i = 0; i < c->lanes; i++)
		if (c->lane[i] == id)
			return i;
	return -1;
}

/* Lanes stay in the order in which the threads first appeared: sorted insertion. */
static void add_lane(struct viz *v, struct chart *c, uint32_t id)
{
	size_t count;
	const uint32_t *ever = model_threads_ever(v->model, &count);
	size_t rank          = 0;
	int at               = c->lanes;

	if (id == 0 || c->lanes == LANES_MAX || chart_lane(c, id) >= 0)
		return;
	while (rank < count && ever[rank] != id)
		rank++;
	while (at > 0) {
		size_t other = 0;

		while (other < count && ever[other] != c->lane[at - 1])
			other++;
		if (other <= rank)
			break;
		c->lane[at] = c->lane[at - 1];
		at--;
	}
	c->lane[at] = id;
	c->lanes++;
}

void chart_add_lanes(struct viz *v, struct chart *c)
{
	for (int i = 0; i < c->rows; i++) {
		const struct model_event *e = model_event(v->model, c->row[i]);
		const struct model_flow *f =
			e->flow != MODEL_NONE ? model_flow(v->model, e->flow) : NULL;

		if (f) {
			add_lane(v, c, f->from);
			add_lane(v, c, f->to);
		} else {
			add_lane(v, c, (uint32_t)model_event_value(e, "thread"));
		}
	}
}

float lane_x(const struct chart *c, int lane)
{
	return (float)c->plot.x + ((float)lane + 0.5f) * c->lane_width;
}

float row_y(const struct chart *c, int row)
{
	return (float)c->plot.y + ((float)row + 0.5f) * (float)c->height;
}

int chart_row(const struct chart *c, uint32_t event)
{
	for (int i = 0; i < c->rows; i++)
		if (c->row[i] == event)
			return i;
	return -1;
}
