/*
 * Who owns which range of something: pages of physical memory, or I/O ports.
 *
 * A map is a sorted list of ranges without gaps between equal neighbours: giving a range to an
 * owner cuts the ranges it overlaps and joins what then belongs together. Numbers are pages or
 * ports, ends exclusive.
 */
#ifndef L4RE_SIGMA0_REGION_H
#define L4RE_SIGMA0_REGION_H

#include <l4/sys/types.h>

enum {
	REGIONS_MAX = 256,
};

/* Owners below FIRST_CLIENT are no clients. */
enum owner {
	OWNER_FREE   = 0, /* to be given away */
	OWNER_KERNEL = 1, /* never given away */
	OWNER_SIGMA0 = 2,
	OWNER_DEVICE = 3, /* firmware tables and the like: readable as device memory */
	FIRST_CLIENT = 4, /* the root task; its label is 4 << 4 */
};

struct region {
	l4_umword_t start, end;
	unsigned owner;
	unsigned rights; /* L4_FPAGE_* */
};

struct region_map {
	unsigned count;
	struct region regions[REGIONS_MAX];
};

/**
 * [@p start, @p end) belongs to @p owner from now on, whoever had it.
 * @return false when the map is full; then nothing has changed
 */
bool region_set(struct region_map *m, l4_umword_t start, l4_umword_t end, unsigned owner,
		unsigned rights);

/** The region that contains @p at, or NULL where nothing is known. */
const struct region *region_at(const struct region_map *m, l4_umword_t at);

/** Does every number of [@p start, @p end) belong to @p a or to @p b? */
bool region_owned_by(const struct region_map *m, l4_umword_t start, l4_umword_t end, unsigned a,
		     unsigned b);

/** Is any number of [@p start, @p end) known at all, other than as OWNER_DEVICE? */
bool region_touches_memory(const struct region_map *m, l4_umword_t start, l4_umword_t end);

/**
 * The highest free, naturally aligned range of @p size (a power of two).
 * @return false when there is none
 */
bool region_find_free(const struct region_map *m, l4_umword_t size, l4_umword_t *start);

#endif
