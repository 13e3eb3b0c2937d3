/*
 * What a measurement of latency needs. See README.md.
 */
#ifndef TESTS_BENCH_LATENCY_LATENCY_H
#define TESTS_BENCH_LATENCY_LATENCY_H

#include "tests/bench/bench.h"

enum {
	LATENCY_TARGET = 3000, /* instructions */
};

/* ---- The alarm: alarm.c --------------------------------------------------------------------- */

/** Start the sleeping thread, and learn what it costs to be woken out of user mode. */
void alarm_init(void);

/** Microseconds on the kernel clock. */
uint64_t alarm_now(void);

/** Let the alarm go off at @p us; returns at once. */
void alarm_set(uint64_t us);

/** The counter's value when the clock comes to @p us. */
uint32_t alarm_count(uint64_t us);

/** Wait in user mode until the alarm has gone off. @return instructions it was late. */
int32_t alarm_late(void);

/**
 * From now on the alarm goes off again and again, until alarm_storm_end().
 * @return the latest it was, with the number of alarms in *@p alarms.
 */
void alarm_storm(void);
int32_t alarm_storm_end(unsigned *alarms);

/* ---- Operations ----------------------------------------------------------------------------- */

/** One operation, again and again, with the alarm everywhere in it. */
struct operation {
	const char *name;
	void (*prepare)(void); /* before each time, with time enough; NULL: nothing to do */
	void (*run)(void);
	void (*undo)(void); /* after each time; NULL: nothing to do */
};

void latency_walk(const struct operation *op);

/** A long operation, once, in a storm of alarms. */
void latency_storm(const char *name, void (*run)(void));

/** Number of operations above the target so far. */
extern unsigned latency_failed;
void latency_report(const char *name, int32_t worst, int32_t at, unsigned alarms);

void short_operations(void);
void long_operations(void);

#endif
