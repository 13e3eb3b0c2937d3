/*
 * Which boxes and edges the system graph has, made from the state at the chosen instant.
 *
 * A task is one box with its threads inside. All capabilities of one task that lead to the same box
 * make one edge. A task's capabilities to itself and its own threads are not drawn.
 *
 * One task holds nearly everything, as a rule the root task that made it: the hub. Unless the user
 * wants everything, what would only tie each task to the hub is not drawn but written into the
 * task's box: objects that everybody has (log, scheduler …), a factory of its own (as a gauge), a
 * gate of its own that the hub serves.
 */
#include "visualizer/views/reach.h"
#include "visualizer/views/system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const unsigned everyday =
	1u << KIND_icu | 1u << KIND_scheduler | 1u << KIND_log | 1u << KIND_debugger;

int system_find(const struct system_view *s, uint32_t id)
{
	for (int i = 0; i < s->graph.nodes; i++)
		if (s->node[i].id == id)
			return i;
	return -1;
}

int system_threads(const struct viz *v, uint32_t task, uint32_t *ids, int room)
{
	int count = 0;

	for (size_t i = 0; i < v->state->threads && count < room; i++)
		if (v->state->thread[i].task == task)
			ids[count++] = v->state->thread[i].id;
	return count;
}

char *system_common(const struct viz *v, const struct system_node *n, char text[COMMON_MAX])
{
	size_t used = 0;
	char name[NAME_MAX_BYTES];

	text[0] = 0;
	for (unsigned kind = 0; kind < 32; kind++)
		if (n->common >> kind & 1)
			used += (size_t)snprintf(text + used, COMMON_MAX - used, "%s%s",
						 used ? " · " : "", schema_kind_name(kind));
	const struct model_object *gate = model_object(v->state, n->parent);

	if (gate)
		snprintf(text + used, COMMON_MAX - used, "%sgate to %s", used ? " · " : "",
			 name_of(v, gate->bound, name));
	return text;
}

static float name_width(struct viz *v, uint32_t id, enum face face)
{
	char name[NAME_MAX_BYTES];

	return (float)text_width(v->ui.fonts, face, 15, name_of(v, id, name), -1);
}

static void measure_task(struct viz *v, struct system_node *info, struct graph_node *n)
{
	uint32_t ids[64];
	int threads = system_threads(v, n->id, ids, 64);

	n->w = name_width(v, n->id, FACE_BOLD) + (info->factory ? 90 : 34);
	for (int i = 0; i < threads; i++)
		n->w = n->w > name_width(v, ids[i], FACE_SANS) + 62
			       ? n->w
			       : name_width(v, ids[i], FACE_SANS) + 62;
	if (info->common || info->parent) {
		char text[COMMON_MAX];
		float w = (float)text_width(v->ui.fonts, FACE_SANS, 11,
					    system_common(v, info, text), -1);

		n->w = n->w > w + 22 ? n->w : w + 22;
	}
	n->w     = n->w < 190 ? 190 : n->w; /* room for what will be known in a moment */
	n->h     = (float)(TASK_HEAD + threads * TASK_ROW + TASK_PAD + 20);
	n->shape = "box";
}

static void measure(struct viz *v, struct system_node *info, struct graph_node *n)
{
	float name = name_width(v, n->id, FACE_SANS);

	n->shape = "box";
	switch (info->kind) {
	case KIND_task:
		measure_task(v, info, n);
		break;
	case KIND_thread:
		n->w = name + 62;
		n->h = 28;
		break;
	case KIND_gate:
		n->w     = name / 0.68f + 22;
		n->h     = 48;
		n->shape = "diamond";
		break;
	case KIND_semaphore: /* a circle, and its name below */
		n->w = name * 11 / 15 > SEMAPHORE ? name * 11 / 15 : SEMAPHORE;
		n->h = SEMAPHORE + 18;
		break;
	case KIND_irq:
		n->w = name + 40;
		n->h = 32;
		break;
	case KIND_factory:
		n->w = name + 30 > 110 ? name + 30 : 110;
		n->h = 46;
		break;
	default:
		n->w = name + 30;
		n->h = 32;
		break;
	}
}

void *system_grow(void *list, int count, int *room, size_t size)
{
	if (count < *room)
		return list;
	int more     = *room ? 2 * *room : 64;
	void *bigger = realloc(list, (size_t)more * size);

	if (!bigger)
		abort();
	*room = more;
	return bigger;
}

/* Node and edge lists come in pairs (ours, Graphviz's): both have the same room. */
static struct graph_node *add_node(struct system_view *s, uint32_t id, uint8_t kind)
{
	struct graph *g = &s->graph;
	int room        = s->node_room;

	s->node           = system_grow(s->node, g->nodes, &s->node_room, sizeof(*s->node));
	g->node           = system_grow(g->node, g->nodes, &room, sizeof(*g->node));
	s->node[g->nodes] = (struct system_node){.id = id, .kind = kind};
	g->node[g->nodes] = (struct graph_node){.id = id};
	return &g->node[g->nodes++];
}

static int edge_between(struct system_view *s, int from, int to)
{
	struct graph *g = &s->graph;
	int room        = s->edge_room;

	for (int i = 0; i < g->edges; i++)
		if (g->edge[i].from == from && g->edge[i].to == to)
			return i;
	s->edge           = system_grow(s->edge, g->edges, &s->edge_room, sizeof(*s->edge));
	g->edge           = system_grow(g->edge, g->edges, &room, sizeof(*g->edge));
	s->edge[g->edges] = (struct system_edge){0};
	g->edge[g->edges] = (struct graph_edge){.from = from, .to = to};
	return g->edges++;
}

/* The box in which an object is drawn: a thread's is its task's. */
static int node_of(const struct viz *v, const struct system_view *s, uint32_t id)
{
	const struct model_thread *t = model_thread(v->state, id);

	return system_find(s, t && t->task ? t->task : id);
}

static bool shown(const struct system_view *s, const struct model_object *o)
{
	if (o->kind < 32 && s->hidden_kinds >> o->kind & 1)
		return false;
	if (o->kind < 32 && everyday >> o->kind & 1)
		return s->everything;
	/* Threads stand in their tasks; those of the kernel (idle) are everyday things too. */
	return o->kind != KIND_thread || (o->bound == 0 && s->everything);
}

/* The task that holds by far the most, or 0. */
static uint32_t find_hub(const struct model_state *s)
{
	size_t most   = 0;
	size_t second = 0;
	uint32_t hub  = 0;

	for (size_t i = 0; i < s->tasks; i++) {
		if (s->task[i].slots > most) {
			second = most;
			most   = s->task[i].slots;
			hub    = s->task[i].id;
		} else if (s->task[i].slots > second) {
			second = s->task[i].slots;
		}
	}
	return most >= 8 && most >= second + second / 2 ? hub : 0;
}

/* For each object (in the state's order) the only task that holds it beside the hub, or 0. */
static uint32_t *sole_holders(const struct model_state *s, uint32_t hub)
{
	uint32_t *holder = calloc(s->objects + 1, sizeof(*holder));

	for (size_t i = 0; i < s->tasks && holder; i++) {
		const struct model_task *t = &s->task[i];

		for (size_t k = 0; k < t->slots && t->id != hub; k++) {
			const struct model_object *o = model_object(s, t->slot[k].object);
			uint32_t *h                  = o ? &holder[o - s->object] : NULL;

			if (h && *h != t->id)
				*h = *h == 0 ? t->id : UINT32_MAX;
		}
	}
	return holder;
}

/* The task in whose box the object is shown instead of on its own, or 0. */
static uint32_t folded_into(const struct viz *v, const struct model_object *o, uint32_t holder,
			    uint32_t hub)
{
	const struct model_thread *server = model_thread(v->state, o->bound);

	if (hub == 0 || holder == 0 || holder == UINT32_MAX)
		return 0;
	if (o->kind == KIND_factory)
		return holder;
	return o->kind == KIND_gate && server && server->task == hub ? holder : 0;
}

static void fold(struct system_view *s, const struct model_object *o, uint32_t task)
{
	int at = system_find(s, task);

	if (at >= 0 && o->kind == KIND_factory)
		s->node[at].factory = o->id;
	else if (at >= 0)
		s->node[at].parent = o->id;
}

/* With the filter for one task: is the object near it? Without, everything is. */
static bool concerns(const struct reach *from, const struct reach *to, uint32_t id)
{
	return !from->hands || reach_hands(from, id) != REACH_FAR ||
	       reach_hands(to, id) != REACH_FAR;
}

/* Tasks first: others may be folded into them. */
static void add_nodes(struct viz *v, struct system_view *s, uint32_t hub)
{
	uint32_t *holder  = s->everything ? NULL : sole_holders(v->state, hub);
	struct reach from = {0};
	struct reach to   = {0};

	if (s->only_task) { /* what it touches, who serves it; and who reaches it */
		from = reach_from(v->state, v->task, 1);
		to   = reach_to(v->state, v->task, 1);
	}
	for (size_t i = 0; i < v->state->tasks; i++)
		if (concerns(&from, &to, v->state->task[i].id))
			add_node(s, v->state->task[i].id, KIND_task);
	for (size_t i = 0; i < v->state->objects; i++) {
		const struct model_object *o = &v->state->object[i];
		uint32_t into                = holder ? folded_into(v, o, holder[i], hub) : 0;

		if (into)
			fold(s, o, into);
		else if (o->kind != KIND_task && shown(s, o) && concerns(&from, &to, o->id))
			add_node(s, o->id, o->kind);
	}
	free(holder);
	reach_free(&from);
	reach_free(&to);
}

static void add_slots(struct viz *v, struct system_view *s, const struct model_task *t)
{
	int from = system_find(s, t->id);

	for (size_t i = 0; i < t->slots && from >= 0; i++) {
		const struct model_slot *slot = &t->slot[i];
		int to                        = node_of(v, s, slot->object);

		if (slot->kind < 32 && everyday >> slot->kind & 1)
			s->node[from].common |= 1u << slot->kind;
		if (to < 0 || to == from)
			continue;
		int at                = edge_between(s, from, to); /* may move the list */
		struct system_edge *e = &s->edge[at];

		if (e->slots++ == 0)
			e->slot = slot->index;
		e->rights |= slot->rights & 15u;
	}
}

/* Messages to a gate or IRQ go to the thread bound to it: an edge from it to the thread's task. A
 * task that serves a gate nearly always holds it as well; both are then drawn as this one edge. */
static void add_bound(struct viz *v, struct system_view *s, const struct model_object *o)
{
	int gate        = system_find(s, o->id);
	int server      = node_of(v, s, o->bound);
	struct graph *g = &s->graph;

	if (gate < 0 || server < 0)
		return;
	int at = edge_between(s, gate, server);

	s->edge[at].bound = o->bound;
	for (int i = 0; i < g->edges; i++) {
		if (g->edge[i].from != server || g->edge[i].to != gate)
			continue;
		s->edge[at].rights = s->edge[i].rights;
		s->edge[at].slots  = s->edge[i].slots;
		s->edge[at].slot   = s->edge[i].slot;
		g->edges--;
		g->edge[i] = g->edge[g->edges];
		s->edge[i] = s->edge[g->edges];
		break;
	}
}

/* Height at which a thread's pill stands in its task's box, from the middle of the box. */
static void place_rows(struct viz *v, struct system_view *s)
{
	uint32_t ids[64];

	for (int i = 0; i < s->graph.edges; i++) {
		const struct graph_node *n = &s->graph.node[s->graph.edge[i].to];
		int count = s->edge[i].bound ? system_threads(v, n->id, ids, 64) : 0;

		for (int k = 0; k < count; k++)
			if (ids[k] == s->edge[i].bound)
				s->edge[i].row =
					-n->h / 2 + TASK_HEAD + TASK_ROW * ((float)k + 0.5f);
	}
}

static bool joined_otherwise(const struct system_view *s, int node, int edge)
{
	for (int i = 0; i < s->graph.edges; i++)
		if (i != edge && (s->graph.edge[i].to == node || s->graph.edge[i].from == node))
			return true;
	return false;
}

/*
 * The hub's edges would tie everything to it and hide who works with whom. They decide about places
 * only where nothing else does; the way in which work is handed on decides about the rest.
 */
static void loosen(struct system_view *s, uint32_t hub_task)
{
	int hub = hub_task ? system_find(s, hub_task) : -1;

	for (int i = 0; i < s->graph.edges; i++) {
		struct graph_edge *e = &s->graph.edge[i];
		bool bound           = s->edge[i].bound != 0;

		if (hub < 0 || (e->from != hub && e->to != hub))
			continue;
		s->edge[i].hub = !bound || e->to == hub;
		if (e->to == hub)
			e->loose = true;
		else
			e->loose =
				joined_otherwise(s, e->to, i) && s->node[e->to].kind != KIND_gate;
	}
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
	return (hash ^ value) * 0x9e3779b97f4a7c15u ^ hash >> 29;
}

static uint64_t shape_of(const struct system_view *s)
{
	uint64_t hash = mix(s->hidden_kinds, s->everything + 2u * s->only_task);

	for (int i = 0; i < s->graph.nodes; i++) {
		hash = mix(hash, s->node[i].id);
		hash = mix(hash, (uint64_t)s->graph.node[i].w << 16 | (uint64_t)s->graph.node[i].h);
	}
	for (int i = 0; i < s->graph.edges; i++)
		hash = mix(hash, (uint64_t)s->graph.edge[i].from << 32 |
					 (unsigned)s->graph.edge[i].to << 1 |
					 (s->edge[i].bound != 0));
	return hash;
}

/* Nodes, edges and sizes as they are now; nothing has a place yet. */
static struct system_view contents(struct viz *v, const struct system_view *old)
{
	struct system_view s = {.everything   = old->everything,
				.only_task    = old->only_task,
				.hidden_kinds = old->hidden_kinds,
				.graph.down   = old->graph.down};
	uint32_t hub         = find_hub(v->state);

	add_nodes(v, &s, hub);
	for (size_t i = 0; i < v->state->tasks; i++)
		add_slots(v, &s, &v->state->task[i]);
	for (size_t i = 0; i < v->state->objects; i++) {
		const struct model_object *o = &v->state->object[i];

		if ((o->kind == KIND_gate || o->kind == KIND_irq) && o->bound)
			add_bound(v, &s, o);
	}
	for (int i = 0; i < s.graph.nodes; i++)
		measure(v, &s.node[i], &s.graph.node[i]);
	place_rows(v, &s);
	loosen(&s, hub);
	s.shape = shape_of(&s);
	return s;
}

/* The graph is the same, what is written into it may differ: take the new lists beside it. */
static void take_lists(struct system_view *s, struct system_view *fresh)
{
	for (int i = 0; i < fresh->graph.nodes && s->node; i++) {
		fresh->node[i].start = s->node[i].start;
		fresh->node[i].goal  = s->node[i].goal;
	}
	free(s->node);
	free(s->edge);
	s->node      = fresh->node;
	s->edge      = fresh->edge;
	s->node_room = fresh->node_room;
	s->edge_room = fresh->edge_room;
}

void system_build(struct viz *v, struct system_view *s, struct box b)
{
	struct system_view fresh = contents(v, s);

	if (fresh.shape == s->shape && s->arranged) {
		take_lists(s, &fresh);
		graph_free(&fresh.graph);
		return;
	}
	graph_free(&s->graph);
	free(s->node);
	s->node = NULL;
	take_lists(s, &fresh);
	s->graph = fresh.graph;
	s->shape = fresh.shape;
	system_place(v, s, b);
}
