/*
 * See diff.h. Start reading at diff_make().
 */
#include "visualizer/views/diff.h"

#include <stdlib.h>

static size_t facts_of(const struct model_state *s)
{
	size_t n = s->objects + s->threads;

	for (size_t i = 0; i < s->tasks; i++)
		n += s->task[i].slots + s->task[i].page_count;
	return n;
}

static int compare(const void *a, const void *b)
{
	const struct fact *x = a;
	const struct fact *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x->at != y->at ? (x->at < y->at ? -1 : 1) : 0;
}

static size_t take_task(struct fact *to, const struct model_task *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->slots; i++) {
		const struct model_slot *s = &t->slot[i];

		to[n++] = (struct fact){FACT_SLOT, t->id, s->index,
					(uint64_t)s->object << 8 | (s->rights & 15), s->object};
	}
	for (size_t i = 0; i < t->page_count; i++) {
		const struct model_page *p = &t->page[i];

		to[n++] = (struct fact){FACT_PAGE, t->id, p->address,
					p->pa == MODEL_NEVER
						? p->rights
						: p->pa >> 12 << 12 | (uint64_t)p->order << 4 |
							  p->rights,
					0};
	}
	return n;
}

/* A thread's mood counts, not each bit of its state: bits come and go with every message. */
static void take_state(struct diff *d, int which, const struct model_state *s)
{
	struct fact *f = malloc((facts_of(s) + 1) * sizeof(*f));
	size_t n       = 0;

	if (!f)
		abort();
	for (size_t i = 0; i < s->objects; i++) {
		const struct model_object *o = &s->object[i];

		f[n++] = (struct fact){FACT_OBJECT, o->id, 0,
				       (uint64_t)o->bound << 8 | o->kind | (o->dying ? 128u : 0u),
				       o->bound};
	}
	for (size_t i = 0; i < s->threads; i++) {
		const struct model_thread *t = &s->thread[i];

		f[n++] = (struct fact){FACT_THREAD, t->id, 0,
				       (uint64_t)model_mood(t->state, t->partner) << 48 |
					       (uint64_t)t->cpu << 40 | (uint64_t)t->priority << 32,
				       t->partner};
	}
	for (size_t i = 0; i < s->tasks; i++)
		n += take_task(f + n, &s->task[i]);
	qsort(f, n, sizeof(*f), compare);
	d->fact[which]  = f;
	d->facts[which] = n;
}

static void add(struct diff *d, enum fact_kind kind, const struct fact *before,
		const struct fact *after)
{
	d->change[d->changes++] = (struct change){before, after};
	d->count[kind][!before ? 0 : !after ? 1 : 2]++;
}

static void merge(struct diff *d)
{
	const struct fact *a = d->fact[0];
	const struct fact *b = d->fact[1];
	size_t i             = 0;
	size_t k             = 0;

	while (i < d->facts[0] || k < d->facts[1]) {
		int order = i == d->facts[0] ? 1 : k == d->facts[1] ? -1 : compare(&a[i], &b[k]);

		if (order < 0)
			add(d, a[i].kind, &a[i], NULL);
		else if (order > 0)
			add(d, b[k].kind, NULL, &b[k]);
		else if (a[i].value != b[k].value || a[i].other != b[k].other)
			add(d, a[i].kind, &a[i], &b[k]);
		i += order <= 0;
		k += order >= 0;
	}
}

void diff_free(struct diff *d)
{
	free(d->fact[0]);
	free(d->fact[1]);
	free(d->change);
	*d = (struct diff){0};
}

void diff_make(struct diff *d, struct model *m, model_time a, model_time b)
{
	diff_free(d);
	take_state(d, 0, model_at(m, a)); /* a state is good until the next is asked for */
	take_state(d, 1, model_at(m, b));
	d->change = malloc((d->facts[0] + d->facts[1] + 1) * sizeof(*d->change));
	if (!d->change)
		abort();
	merge(d);
}
