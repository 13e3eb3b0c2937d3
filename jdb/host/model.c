/*
 * The model as a whole: what it was told, in order of time, and the states made from it.
 *
 *      events   e e  e e e   e e e e      positions in time
 *      notes      n      n       n        pieces of snapshots
 *      live                          ^    everything applied
 *      checkpoints    ^         ^         copies of live, every so many items
 *
 * A state at a time t is a copy of the last checkpoint before t, with what lies between applied to
 * it. When something comes late, the checkpoints behind it are thrown away and live is made anew
 * the next time somebody looks.
 */
#include "jdb/host/apply.h"
#include "jdb/host/array.h"
#include "jdb/host/model_private.h"

enum {
	CHECKPOINT_STEP  = 1024,    /* items between two checkpoints, or as many as a state has */
	CHECKPOINTS_KEEP = 8,       /* of the last ones all are kept; of the older ones … */
	CHECKPOINTS_FAR  = 8,       /* … one of so many, so that they take little memory */
	SETTLE_BATCH     = 1 << 16, /* events out of order that may wait for somebody to look */
	SETTLE_BEHIND    = 1 << 14, /* the last of them may still be overtaken */
};

struct model *model_create(void)
{
	struct model *m = memory_checked(calloc(1, sizeof(*m)));

	m->line_ended      = true;
	m->checkpoint_step = CHECKPOINT_STEP;
	return m;
}

static void drop_checkpoints(struct model *m, size_t from)
{
	for (size_t i = from; i < m->checkpoints; i++) {
		state_clear(&m->checkpoint[i]->state);
		free(m->checkpoint[i]);
	}
	m->checkpoints = from;
}

void model_destroy(struct model *m)
{
	events_clear(&m->events);
	for (size_t i = 0; i < m->notes; i++)
		free((void *)m->note[i].items);
	free(m->note);
	state_clear(&m->live);
	state_clear(&m->past);
	drop_checkpoints(m, 0);
	free(m->checkpoint);
	history_clear(&m->history);
	for (size_t i = 0; i < m->lines; i++)
		free(m->line[i]);
	free(m->known);
	id_index_clear(&m->idle);
	free(m->line);
	free(m->line_bytes);
	free(m->line_time);
	free(m->gap);
	free(m);
}

void model_touch(struct model *m, enum model_topic topic)
{
	m->generation[topic]++;
}

uint64_t model_generation(const struct model *m, enum model_topic topic)
{
	return m->generation[topic];
}

static void saw_time(struct model *m, model_time time)
{
	if (!m->any_time || time < m->first_time)
		m->first_time = time;
	if (!m->any_time || time > m->last_time)
		m->last_time = time;
	m->any_time = true;
}

model_time model_first_time(const struct model *m)
{
	return m->first_time;
}

model_time model_last_time(const struct model *m)
{
	return m->last_time;
}

/* ---- Putting in ------------------------------------------------------------------------------ */

/* Something of @p time came: whatever was made from later things is no longer right. */
static void invalidate(struct model *m, model_time time)
{
	size_t keep = m->checkpoints;

	saw_time(m, time);
	if (m->past_valid && time <= m->past_at.time)
		m->past_valid = false;
	if (time >= m->live_at.time)
		return;
	while (keep > 0 && m->checkpoint[keep - 1]->at.time > time)
		keep--;
	drop_checkpoints(m, keep);
	m->live_stale = true;
	model_touch(m, TOPIC_PAST);
}

static bool changes_objects(unsigned type)
{
	return type == TRACE_object_create || type == TRACE_object_free ||
	       type == TRACE_thread_bind;
}

static void settle_until(struct model *m, model_time until);

/* Nobody has looked for long: carry the state forward, but leave what may still be overtaken. */
static void settle_behind(struct model *m)
{
	events_sort(&m->events);
	if (m->events.ordered > SETTLE_BEHIND)
		settle_until(m,
			     events_in_order(&m->events, m->events.ordered - SETTLE_BEHIND)->time);
}

uint32_t feed_event(struct model *m, unsigned type, unsigned cpu, model_time time,
		    const uint64_t *value, bool after_gap)
{
	struct model_event e = {
		.time      = time,
		.flow      = MODEL_NONE,
		.type      = (uint16_t)type,
		.cpu       = (uint8_t)cpu,
		.after_gap = after_gap,
	};

	memcpy(e.value, value, sizeof(e.value));
	invalidate(m, time);
	struct model_flow *f = flows_need(&m->events, &e);

	if (f)
		e.flow = f->number;
	e.number = events_add(&m->events, &e);
	if (f)
		flows_join(&m->events, f, &e);
	names_take_event(m, &e);
	model_touch(m, TOPIC_EVENTS);
	model_touch(m, TOPIC_STATE);
	if (changes_objects(type))
		model_touch(m, TOPIC_OBJECTS);
	if (type == TRACE_map || type == TRACE_unmapped || type == TRACE_cap_gone)
		model_touch(m, TOPIC_SLOTS);
	if (m->events.pendings >= SETTLE_BATCH)
		settle_behind(m);
	return e.number;
}

static size_t item_size(enum note_kind kind)
{
	static const size_t size[] = {
		[NOTE_OBJECTS] = sizeof(struct model_object),
		[NOTE_TASKS]   = sizeof(struct model_task),
		[NOTE_THREADS] = sizeof(struct model_thread),
		[NOTE_SLOTS]   = sizeof(struct model_slot),
		[NOTE_PAGES]   = sizeof(struct model_page),
		[NOTE_TREE]    = sizeof(struct model_node),
		[NOTE_CPUS]    = sizeof(struct model_cpu),
		[NOTE_MEMORY]  = sizeof(struct model_memory),
		[NOTE_GAP]     = 1,
		[NOTE_BOOT]    = 1,
	};

	return size[kind];
}

void feed_note(struct model *m, const struct note *note)
{
	size_t at = m->notes;

	invalidate(m, note->time);
	while (at > 0 && m->note[at - 1].time > note->time)
		at--;
	m->note           = array_open(m->note, m->notes, sizeof(*note), at);
	m->note[at]       = *note;
	m->note[at].items = array_copy(note->items, note->count, item_size(note->kind));
	m->notes++;
	names_take_note(m, note);
	model_touch(m, TOPIC_STATE);
	switch (note->kind) {
	case NOTE_SLOTS:
	case NOTE_PAGES:
	case NOTE_TREE:
		model_touch(m, TOPIC_SLOTS);
		break;
	default:
		model_touch(m, TOPIC_OBJECTS);
	}
}

void feed_machine(struct model *m, const struct model_machine *machine, bool boot, model_time time)
{
	uint32_t boots = m->machine.boots;

	m->machine       = *machine;
	m->machine.boots = boots + (boot || boots == 0);
	if (boot && boots > 0) {
		feed_note(m, &(struct note){.time = time, .kind = NOTE_BOOT});
		events_boot(&m->events);
	}
	model_touch(m, TOPIC_HEALTH);
}

void feed_gap(struct model *m, model_time start, model_time end, uint32_t frames, uint64_t events)
{
	m->gap            = array_room(m->gap, m->gaps, sizeof(*m->gap));
	m->gap[m->gaps++] = (struct model_gap){start, end, frames, events};
	feed_note(m, &(struct note){.time = end, .kind = NOTE_GAP});
	model_touch(m, TOPIC_EVENTS);
}

/* ---- States ---------------------------------------------------------------------------------- */

/* Apply the next event or note that is not after @p until; false when there is none. */
static bool step(struct model *m, const struct apply *a, struct cursor *c, model_time until)
{
	const struct model_event *e = NULL;
	const struct note *n        = c->note < m->notes ? &m->note[c->note] : NULL;

	if (c->event < m->events.ordered)
		e = events_in_order(&m->events, c->event);
	/* At the same instant, the event first: the note was taken after it. */
	if (e && n && n->time < e->time)
		e = NULL;
	if (e && e->time <= until) {
		apply_event(a, e);
		c->event++;
		c->time = e->time;
		return true;
	}
	if (!e && n && n->time <= until) {
		apply_note(a, n);
		c->note++;
		c->time = n->time;
		return true;
	}
	return false;
}

static struct checkpoint *checkpoint_before(const struct model *m, model_time time)
{
	size_t i = m->checkpoints;

	while (i > 0 && m->checkpoint[i - 1]->at.time > time)
		i--;
	return i ? m->checkpoint[i - 1] : NULL;
}

static void restart_from(struct state *s, struct cursor *at, const struct checkpoint *c)
{
	if (c) {
		state_copy(s, &c->state);
		*at = c->at;
	} else {
		state_clear(s);
		*at = (struct cursor){0};
	}
}

/* What comes late is near the end, so there the checkpoints are dense; a seek can take longer. */
static void thin_checkpoints(struct model *m)
{
	size_t i = m->checkpoints - CHECKPOINTS_KEEP;

	if (m->checkpoints < CHECKPOINTS_KEEP + 2)
		return;
	const struct cursor *before = &m->checkpoint[i - 1]->at, *at = &m->checkpoint[i]->at;

	if (at->event + at->note - before->event - before->note >=
	    CHECKPOINTS_FAR * m->checkpoint_step)
		return;
	state_clear(&m->checkpoint[i]->state);
	free(m->checkpoint[i]);
	array_cut(m->checkpoint, m->checkpoints--, sizeof(*m->checkpoint), i, 1);
}

static void make_checkpoint(struct model *m)
{
	struct checkpoint *c = memory_checked(calloc(1, sizeof(*c)));

	c->at = m->live_at;
	state_copy(&c->state, &m->live);
	m->checkpoint = array_room(m->checkpoint, m->checkpoints, sizeof(*m->checkpoint));
	m->checkpoint[m->checkpoints++] = c;
	m->since_checkpoint             = 0;
	m->checkpoint_step              = state_items(&m->live);
	if (m->checkpoint_step < CHECKPOINT_STEP)
		m->checkpoint_step = CHECKPOINT_STEP;
	thin_checkpoints(m);
}

static void settle_until(struct model *m, model_time until)
{
	const struct apply a = {&m->live, &m->history};

	events_sort(&m->events);

	if (m->live_stale) {
		restart_from(&m->live, &m->live_at, checkpoint_before(m, MODEL_LIVE));
		history_cut(&m->history, m->live_at.time);
		m->live_stale       = false;
		m->since_checkpoint = 0;
	}
	while (step(m, &a, &m->live_at, until))
		if (++m->since_checkpoint >= m->checkpoint_step)
			make_checkpoint(m);
}

void model_settle(struct model *m)
{
	settle_until(m, MODEL_NEVER);
}

const struct model_state *model_at(struct model *m, model_time time)
{
	const struct apply a = {&m->past, NULL};

	model_settle(m);
	if (time >= m->live_at.time) {
		if (m->live.view.time < m->last_time)
			m->live.view.time = m->last_time;
		return &m->live.view;
	}
	const struct checkpoint *c = checkpoint_before(m, time);

	if (!m->past_valid || m->past_at.time > time ||
	    (c && c->at.event + c->at.note > m->past_at.event + m->past_at.note))
		restart_from(&m->past, &m->past_at, c);
	while (step(m, &a, &m->past_at, time))
		continue;
	m->past_valid     = true;
	m->past.view.time = time;
	return &m->past.view;
}

/* ---- What readers ask ------------------------------------------------------------------------ */

size_t model_events(const struct model *m)
{
	return m->events.count;
}

/* Reading unpacks and sorts, which changes nothing that a reader can see. */
static struct events *readable(const struct model *m)
{
	struct events *s = (struct events *)&m->events;

	events_sort(s);
	return s;
}

const struct model_event *model_event(const struct model *m, uint32_t number)
{
	return number < m->events.count ? events_at(readable(m), number) : NULL;
}

const struct model_event *model_event_at(const struct model *m, size_t position)
{
	return position < m->events.count ? events_in_order(readable(m), position) : NULL;
}

size_t model_event_find(const struct model *m, model_time time)
{
	return events_find(readable(m), time);
}

size_t model_event_find_about(const struct model *m, model_time time)
{
	return events_find_about(readable(m), time);
}

size_t model_event_position(const struct model *m, uint32_t number)
{
	const struct model_event *e = model_event(m, number);
	size_t i                    = e ? model_event_find(m, e->time) : m->events.count;

	while (i < m->events.count && m->events.order[i] != number)
		i++;
	return i;
}

size_t model_event_step(const struct model *m, size_t position, int direction, uint32_t object)
{
	size_t i = position;

	if (direction < 0 && i > m->events.count)
		i = m->events.count;
	for (;;) {
		if (direction < 0 ? i == 0 : i + 1 >= m->events.count)
			return m->events.count;
		i = direction < 0 ? i - 1 : i + 1;
		if (object == 0 || model_event_concerns(model_event_at(m, i), object))
			return i;
	}
}

size_t model_flows(const struct model *m)
{
	return m->events.flows;
}

const struct model_flow *model_flow(const struct model *m, uint32_t number)
{
	return number < m->events.flows ? flow_at(&m->events, number) : NULL;
}

uint32_t model_flow_find(const struct model *m, model_time time)
{
	size_t block = 0;

	while (block < m->events.blocks && m->events.block_finish[block] < time)
		block++;
	size_t i = block * FLOW_BLOCK;

	while (i < m->events.flows && flow_at(&m->events, (uint32_t)i)->finish < time)
		i++;
	return (uint32_t)(i < m->events.flows ? i : m->events.flows);
}

const struct model_interval *model_thread_history(struct model *m, uint32_t id, size_t *count)
{
	model_settle(m);
	const struct track *t = history_of_thread(&m->history, id);

	*count = t ? t->count : 0;
	return *count ? t->interval : NULL;
}

const struct model_interval *model_cpu_history(struct model *m, uint32_t cpu, size_t *count)
{
	model_settle(m);
	const struct track *t = history_of_cpu(&m->history, cpu);

	*count = t ? t->count : 0;
	return *count ? t->interval : NULL;
}

const uint32_t *model_threads_ever(struct model *m, size_t *count)
{
	model_settle(m);
	*count = m->history.threads;
	return m->history.thread_id;
}

struct model_health *feed_health(struct model *m)
{
	return &m->health;
}

const struct model_health *model_health(const struct model *m)
{
	return &m->health;
}

size_t model_gaps(const struct model *m)
{
	return m->gaps;
}

const struct model_gap *model_gap(const struct model *m, size_t number)
{
	return number < m->gaps ? &m->gap[number] : NULL;
}

const struct model_machine *model_machine(const struct model *m)
{
	return &m->machine;
}
