/*
 * What to ask next. See refresh.h.
 */
#include "jdb/host/refresh.h"

#include <string.h>

#include "jdb/host/model_feed.h"

enum {
	TREES_A_ROUND = 12,
};

static const uint64_t round_period = 1000000000; /* ns between the beginnings of two rounds */
static const uint64_t hurry_period = 300000000;  /* the same, when objects came or went */
static const uint64_t watch_period = 250000000;

/* Steps of a round. Those before STEP_SLOTS are single lists. */
enum step {
	STEP_IDLE,
	STEP_OBJECTS,
	STEP_TASKS,
	STEP_THREADS,
	STEP_CPUS,
	STEP_MEMORY,
	STEP_STATUS,
	STEP_SLOTS,
	STEP_PAGES,
	STEP_TREES,
};

static const uint32_t step_request[] = {
	[STEP_OBJECTS] = REQUEST_objects, [STEP_TASKS] = REQUEST_tasks,
	[STEP_THREADS] = REQUEST_threads, [STEP_CPUS] = REQUEST_cpus,
	[STEP_MEMORY] = REQUEST_memory,   [STEP_STATUS] = REQUEST_status,
	[STEP_SLOTS] = REQUEST_caps,      [STEP_PAGES] = REQUEST_pages,
	[STEP_TREES] = REQUEST_page_tree,
};

void refresh_init(struct refresh *r, struct model *m)
{
	memset(r, 0, sizeof(*r));
	r->m      = m;
	r->urgent = true;
}

void refresh_restart(struct refresh *r)
{
	r->urgent     = true;
	r->step       = STEP_IDLE;
	r->round_more = false;
}

/* The first task behind the one that was asked about last. */
static const struct model_task *next_task(struct refresh *r)
{
	const struct model_state *s = model_at(r->m, MODEL_LIVE);

	for (size_t i = 0; i < s->tasks; i++)
		if (s->task[i].id > r->last_task)
			return &s->task[i];
	return NULL;
}

/* The n-th known page of all tasks; *@p count of them. UINT64_MAX: none. */
static uint64_t nth_page(const struct model_state *s, size_t n, size_t *count)
{
	uint64_t pa = UINT64_MAX;

	*count = 0;
	for (size_t i = 0; i < s->tasks; i++) {
		for (size_t p = 0; p < s->task[i].page_count; p++) {
			if (s->task[i].page[p].pa == MODEL_NEVER)
				continue;
			if ((*count)++ == n)
				pa = s->task[i].page[p].pa;
		}
	}
	return pa;
}

static bool next_tree(struct refresh *r, uint64_t *pa)
{
	size_t count;

	if (r->trees == TREES_A_ROUND)
		return false;
	*pa = nth_page(model_at(r->m, MODEL_LIVE), r->tree_turn, &count);
	if (*pa == UINT64_MAX) {
		/* All had their turn: from the beginning, unless that was in this round. */
		r->tree_turn = 0;
		if (r->trees > 0 || count == 0)
			return false;
		*pa = nth_page(model_at(r->m, MODEL_LIVE), 0, &count);
	}
	r->tree_turn++;
	r->trees++;
	return true;
}

/* The next question of the round; moves through the steps. */
static bool next_of_round(struct refresh *r, struct refresh_question *q)
{
	const struct model_task *task;

	while (r->step != STEP_IDLE) {
		*q = (struct refresh_question){.request = step_request[r->step]};
		switch (r->step) {
		case STEP_SLOTS:
		case STEP_PAGES:
			task = next_task(r);
			if (task) {
				q->argument  = task->id;
				r->last_task = task->id;
				return true;
			}
			r->last_task = 0;
			r->step++;
			break;
		case STEP_TREES:
			if (next_tree(r, &q->argument))
				return true;
			feed_health(r->m)->snapshot = model_last_time(r->m);
			r->step                     = STEP_IDLE;
			r->objects_seen             = model_generation(r->m, TOPIC_OBJECTS);
			break;
		default:
			r->step++;
			r->last_task = 0;
			r->trees     = 0;
			return true;
		}
	}
	return false;
}

static bool watched(const struct refresh *r, struct refresh_question *q)
{
	static const uint32_t request[] = {
		[WATCH_SLOTS]       = REQUEST_caps,
		[WATCH_PAGES]       = REQUEST_pages,
		[WATCH_PAGE_TREE]   = REQUEST_page_tree,
		[WATCH_OBJECT_TREE] = REQUEST_object_tree,
	};

	if (r->watch == WATCH_NOTHING)
		return false;
	*q = (struct refresh_question){request[r->watch], r->watch_key, 0};
	return true;
}

bool refresh_next(struct refresh *r, uint64_t host_ns, struct refresh_question *q)
{
	if (r->watching && r->current.cursor != 0) {
		*q = r->current; /* more pieces of what is watched */
		return true;
	}
	r->watching = false;
	if (host_ns - r->watch_ns >= watch_period && watched(r, q)) {
		r->watch_ns = host_ns;
		r->watching = true;
		r->current  = *q;
		return true;
	}
	if (r->round_more) {
		*q         = r->round_open;
		r->current = *q;
		return true;
	}
	bool news       = model_generation(r->m, TOPIC_OBJECTS) != r->objects_seen;
	uint64_t period = news ? hurry_period : round_period;

	if (r->step == STEP_IDLE && (r->urgent || host_ns - r->round_ns >= period)) {
		r->urgent   = false;
		r->round_ns = host_ns;
		r->step     = STEP_OBJECTS;
	}
	if (!next_of_round(r, q))
		return false;
	r->current = *q;
	return true;
}

void refresh_answered(struct refresh *r, uint64_t next)
{
	bool more = next != UINT64_MAX && next != 0;

	r->current.cursor = more ? next : 0;
	if (!r->watching) {
		r->round_more = more;
		r->round_open = r->current;
	}
}

void refresh_failed(struct refresh *r)
{
	refresh_answered(r, UINT64_MAX);
}

void refresh_busy(struct refresh *r)
{
	/* What is watched comes round again by itself. */
	if (r->watching)
		return;
	r->round_more = true;
	r->round_open = r->current;
}
