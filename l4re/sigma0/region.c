/*
 * Ownership of ranges; see region.h. A few dozen entries, so every question is a scan.
 */
#include <string.h>
#include "l4re/sigma0/region.h"

static void remove_entry(struct region_map *m, unsigned i)
{
	m->count--;
	memmove(&m->regions[i], &m->regions[i + 1], (m->count - i) * sizeof(m->regions[0]));
}

static void insert_entry(struct region_map *m, unsigned i, struct region r)
{
	memmove(&m->regions[i + 1], &m->regions[i], (m->count - i) * sizeof(m->regions[0]));
	m->regions[i] = r;
	m->count++;
}

/* Make room: nothing of the map overlaps [start, end) any more. */
static void cut_out(struct region_map *m, l4_umword_t start, l4_umword_t end)
{
	unsigned i = 0;

	while (i < m->count) {
		struct region *r = &m->regions[i];

		if (r->end <= start || end <= r->start) {
			i++;
		} else if (r->start < start && end < r->end) {
			struct region rest = *r;

			rest.start = end;
			r->end     = start;
			insert_entry(m, i + 1, rest);
		} else if (r->start < start) {
			r->end = start;
		} else if (end < r->end) {
			r->start = end;
		} else {
			remove_entry(m, i);
		}
	}
}

static void join_neighbours(struct region_map *m)
{
	unsigned i = 0;

	while (i + 1 < m->count) {
		struct region *a = &m->regions[i], *b = a + 1;

		if (a->end == b->start && a->owner == b->owner && a->rights == b->rights) {
			a->end = b->end;
			remove_entry(m, i + 1);
		} else {
			i++;
		}
	}
}

bool region_set(struct region_map *m, l4_umword_t start, l4_umword_t end, unsigned owner,
		unsigned rights)
{
	unsigned i = 0;

	if (start >= end)
		return true;
	if (m->count + 2 > REGIONS_MAX) /* the new one, and one cut in two */
		return false;
	cut_out(m, start, end);
	while (i < m->count && m->regions[i].start < start)
		i++;
	insert_entry(m, i, (struct region){start, end, owner, rights});
	join_neighbours(m);
	return true;
}

const struct region *region_at(const struct region_map *m, l4_umword_t at)
{
	unsigned i;

	for (i = 0; i < m->count; i++)
		if (m->regions[i].start <= at && at < m->regions[i].end)
			return &m->regions[i];
	return NULL;
}

bool region_owned_by(const struct region_map *m, l4_umword_t start, l4_umword_t end, unsigned a,
		     unsigned b)
{
	while (start < end) {
		const struct region *r = region_at(m, start);

		if (!r || (r->owner != a && r->owner != b))
			return false;
		start = r->end;
	}
	return true;
}

bool region_touches_memory(const struct region_map *m, l4_umword_t start, l4_umword_t end)
{
	unsigned i;

	for (i = 0; i < m->count; i++)
		if (m->regions[i].start < end && start < m->regions[i].end &&
		    m->regions[i].owner != OWNER_DEVICE)
			return true;
	return false;
}

bool region_find_free(const struct region_map *m, l4_umword_t size, l4_umword_t *start)
{
	unsigned i;

	for (i = m->count; i-- > 0;) {
		const struct region *r = &m->regions[i];

		if (r->owner != OWNER_FREE || r->end < size)
			continue;
		*start = (r->end - size) & ~(size - 1);
		if (*start >= r->start)
			return true;
	}
	return false;
}
