/*
 * The tour: five stops, each a small story with a checked outcome.
 */
#ifndef L4RE_ROOT_TOUR_H
#define L4RE_ROOT_TOUR_H

#include "l4re/root/program.h"

struct tour_options {
	bool once;  /* one round, then switch the machine off */
	bool fast;  /* no pauses for people */
	bool bad;   /* the programs that misbehave instead of the stops */
	bool quiet; /* start nothing: the system idles */
};

extern struct tour_options options;

struct stop {
	const char *name;
	const char *look; /* what to look at, in the pictures and in the debugger */
	bool (*run)(void);
};

bool stop_ping_pong(void);
bool stop_pager(void);
bool stop_chain(void);
bool stop_irq(void);
bool stop_quota(void);

/** All misbehaving programs, one after the other. @return true if each was caught as expected */
bool bad_programs(void);

/** Pause of @p ms milliseconds for people; none with pace=fast. */
void pause_for_people(unsigned ms);

/** @p ms for people, or 0 with pace=fast, in microseconds as a text argument of a program. */
unsigned pace_us(unsigned ms);

/** Is @p seen what was @p expected? If not, says so: "FAILED: <what>: expected …, saw …". */
bool expect(const char *what, long expected, long seen);

/**
 * Wait for the end of @p p and check that it ended with exit code 0.
 * A program that ended otherwise has said why, or the keeper has.
 */
bool expect_success(struct program *p, unsigned limit_ms);

/** A slot with a new object of type @p protocol from the root factory, named @p name. */
l4_cap_idx_t tour_object(long protocol, const char *name);

enum {
	STOP_LIMIT_MS = 30000, /* nothing in the tour takes so long */
};

#endif
