/*
 * Random numbers that a seed repeats: xorshift64*, one state for each thread that draws.
 */
#ifndef TESTS_FUZZ_RANDOM_H
#define TESTS_FUZZ_RANDOM_H

#include <l4/sys/types.h>

struct random {
	uint64_t state;
};

/** The stream number @p which of @p seed. Streams of neighbouring numbers have nothing in common. */
static inline struct random random_stream(uint64_t seed, uint64_t which)
{
	uint64_t x = seed * 0x9e3779b97f4a7c15ull + which * 0xbf58476d1ce4e5b9ull + 1;

	x ^= x >> 30;
	x *= 0x94d049bb133111ebull;
	x ^= x >> 31;
	return (struct random){x ? x : 1};
}

static inline uint64_t random_bits(struct random *r)
{
	r->state ^= r->state >> 12;
	r->state ^= r->state << 25;
	r->state ^= r->state >> 27;
	return r->state * 0x2545f4914f6cdd1dull;
}

/** 0 … @p limit - 1. */
static inline unsigned random_below(struct random *r, unsigned limit)
{
	return (unsigned)(((random_bits(r) >> 32) * limit) >> 32);
}

/** True in @p percent of 100 cases. */
static inline bool chance(struct random *r, unsigned percent)
{
	return random_below(r, 100) < percent;
}

#endif
