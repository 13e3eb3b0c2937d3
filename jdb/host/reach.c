/*
 * Questions about authority: breadth-first searches over slots and bindings. See reach.h.
 */
#include "jdb/host/reach.h"

#include "jdb/host/array.h"
#include "jdb/host/id_index.h"

struct search {
	const struct model_state *s;
	struct model_reach *r;
	struct id_index seen; /* position in r->step by id */
};

static void visit(struct search *q, uint32_t id, size_t via, uint32_t slot, uint8_t rights)
{
	struct model_reach *r = q->r;

	if (id == 0 || id_index_find(&q->seen, id) != ID_INDEX_NONE)
		return;
	id_index_put(&q->seen, id, r->count);
	r->step             = array_room(r->step, r->count, sizeof(*r->step));
	r->step[r->count++] = (struct model_step){
		.id     = id,
		.steps  = via == REACH_START ? 0 : r->step[via].steps + 1,
		.slot   = slot,
		.rights = rights,
		.via    = via,
	};
}

static struct search begin(const struct model_state *s, uint32_t id)
{
	struct search q = {.s = s, .r = memory_checked(calloc(1, sizeof(struct model_reach)))};

	q.r->complete = true;
	visit(&q, id, REACH_START, MODEL_NONE, 0);
	return q;
}

static struct model_reach *finish(struct search *q)
{
	id_index_clear(&q->seen);
	return q->r;
}

/* The task or thread that acts when somebody has the object @p id; 0: none does. */
static uint32_t actor_behind(const struct model_state *s, uint32_t id)
{
	const struct model_object *o = model_object(s, id);
	const struct model_thread *t = model_thread(s, id);

	if (t)
		return t->task;
	return o && (o->kind == KIND_gate || o->kind == KIND_irq) ? o->bound : 0;
}

/* ---- What can this task touch? --------------------------------------------------------------- */

static void touch_from(struct search *q, size_t i)
{
	uint32_t id                = q->r->step[i].id;
	const struct model_task *t = model_task(q->s, id);

	visit(q, actor_behind(q->s, id), i, MODEL_NONE, 0);
	if (!t)
		return;
	q->r->complete &= t->slots_seen != 0;
	for (size_t k = 0; k < t->slots; k++)
		visit(q, t->slot[k].object, i, t->slot[k].index, t->slot[k].rights);
}

struct model_reach *model_reach(const struct model_state *s, uint32_t task, unsigned steps)
{
	struct search q = begin(s, task);

	for (size_t i = 0; i < q.r->count && q.r->step[i].steps < steps; i++)
		touch_from(&q, i);
	return finish(&q);
}

/* ---- Who can reach this object? -------------------------------------------------------------- */

/* Everything that one step leads from to object @p id: holders, and what it is behind. */
static void reach_back(struct search *q, size_t i)
{
	uint32_t id                 = q->r->step[i].id;
	const struct model_state *s = q->s;

	for (size_t t = 0; t < s->tasks; t++)
		for (size_t k = 0; k < s->task[t].slots; k++)
			if (s->task[t].slot[k].object == id)
				visit(q, s->task[t].id, i, s->task[t].slot[k].index,
				      s->task[t].slot[k].rights);
	for (size_t o = 0; o < s->objects; o++)
		if (actor_behind(s, s->object[o].id) == id)
			visit(q, s->object[o].id, i, MODEL_NONE, 0);
}

struct model_reach *model_reached_by(const struct model_state *s, uint32_t id, unsigned steps)
{
	struct search q = begin(s, id);

	for (size_t t = 0; t < s->tasks; t++)
		q.r->complete &= s->task[t].slots_seen != 0;
	for (size_t i = 0; i < q.r->count && q.r->step[i].steps < steps; i++)
		reach_back(&q, i);
	return finish(&q);
}

void model_reach_free(struct model_reach *r)
{
	if (r)
		free(r->step);
	free(r);
}

const struct model_step *model_reach_find(const struct model_reach *r, uint32_t id)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->step[i].id == id)
			return &r->step[i];
	return NULL;
}

/* ---- What would an unmap take away? ---------------------------------------------------------- */

static void lose(struct model_revocation *r, const struct model_node *n)
{
	bool known = false;

	for (size_t i = 0; i < r->count; i++) {
		const struct model_lost *l = &r->lost[i];

		known |= l->task == n->task;
		/* A large mapping stands in the tree of each of its pages. */
		if (l->task == n->task && l->address == n->address && l->order == n->order)
			return;
	}
	r->lost = array_room(r->lost, r->count, sizeof(*r->lost));
	r->lost[r->count++] =
		(struct model_lost){n->task, n->address, n->order, n->rights, n->depth};
	r->tasks += !known;
}

static void lose_subtree(struct model_revocation *r, const struct model_tree *t, size_t i,
			 bool self)
{
	for (size_t n = self ? i : i + 1, end = model_tree_end(t, i); n < end; n++)
		lose(r, &t->node[n]);
}

static bool overlap(uint64_t a, unsigned a_order, uint64_t b, unsigned b_order)
{
	unsigned order = a_order > b_order ? a_order : b_order;

	return order >= 64 || a >> order == b >> order;
}

struct model_revocation *model_revoke(const struct model_state *s, uint32_t task, uint64_t address,
				      unsigned order, bool self)
{
	struct model_revocation *r = memory_checked(calloc(1, sizeof(*r)));
	const struct model_task *t = model_task(s, task);
	uint64_t pages = 0, found = 0;

	for (size_t i = 0; t && i < t->page_count; i++)
		pages += overlap(t->page[i].address, t->page[i].order, address, order);
	for (size_t i = 0; i < s->trees; i++)
		for (size_t n = 0; !s->tree[i].object && n < s->tree[i].nodes; n++) {
			const struct model_node *node = &s->tree[i].node[n];

			if (node->task != task ||
			    !overlap(node->address, node->order, address, order))
				continue;
			found++;
			lose_subtree(r, &s->tree[i], n, self);
			n = model_tree_end(&s->tree[i], n) - 1;
		}
	r->complete = found >= pages;
	return r;
}

struct model_revocation *model_revoke_slot(const struct model_state *s, uint32_t task,
					   uint32_t index, bool self)
{
	struct model_revocation *r   = memory_checked(calloc(1, sizeof(*r)));
	const struct model_task *t   = model_task(s, task);
	const struct model_slot *c   = t ? model_slot(t, index) : NULL;
	const struct model_tree *all = c ? model_tree_of_object(s, c->object) : NULL;

	for (size_t n = 0; all && n < all->nodes; n++)
		if (all->node[n].task == task && all->node[n].address == index) {
			lose_subtree(r, all, n, self);
			r->complete = true;
			break;
		}
	return r;
}

void model_revocation_free(struct model_revocation *r)
{
	if (r)
		free(r->lost);
	free(r);
}
