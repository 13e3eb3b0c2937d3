/*
 * What a measurement needs. A figure is measured like this:
 *
 *      bench_figure("map_page");
 *      while (bench_round()) {
 *              from = counter_read();
 *              tag  = l4_task_map(...);
 *              bench_took(from, counter_read());
 *              bench_expect(tag, 0);
 *              (undo it)
 *      }
 *
 * bench_round() is true for one warm-up round and BENCH_ROUNDS that count; then it prints name,
 * median, minimum and maximum. What reading the counter costs itself is subtracted. Everything
 * else between the two readings counts, the binding's instructions included.
 *
 * Only one figure is measured at a time, but from whichever thread: all threads and tasks of the
 * benchmark see the same memory.
 */
#ifndef TESTS_BENCH_BENCH_H
#define TESTS_BENCH_BENCH_H

#include <counter.h>
#include <l4/sys/factory.h>
#include <l4/sys/ipc.h>
#include <l4/sys/task.h>
#include <l4/sys/thread.h>
#include <stdbool.h>

enum {
	BENCH_ROUNDS    = 101,
	BENCH_PRIORITY  = 100,        /* of the thread that measures, unless said otherwise */
	BENCH_WINDOW_AT = 0x20000000, /* in partner tasks nothing is there */
	BENCH_WORDS_MAX = 63,
};

/* ---- Figures: measure.c --------------------------------------------------------------------- */

/** Find out what reading the counter costs; first of all. */
void measure_init(void);

void bench_figure(const char *name);
bool bench_round(void);
void bench_took(uint32_t from, uint32_t to);

/** The same, with @p other subtracted as well. */
void bench_took_besides(uint32_t from, uint32_t to, uint32_t other);

/** Median of the figure measured last. */
uint32_t bench_median(void);

/** A figure without rounds. */
void bench_single(const char *name, uint32_t value);

/** End the benchmark if @p tag is not an answer with label @p label. */
void bench_expect(l4_msgtag_t tag, long label);
_Noreturn void bench_fail(const char *what, long found);

/* ---- Slots, threads and tasks: partner.c ---------------------------------------------------- */

/** The next free capability slot; slots are never given back. */
l4_cap_idx_t bench_slot(void);

/** Another task. It sees the benchmark's memory at the same addresses. */
struct partner_task {
	l4_cap_idx_t cap;
	l4_addr_t next_utcb;
};

void partners_init(void);
void partner_task_make(struct partner_task *task);

/** Map capability @p cap into slot @p index of @p task. */
void partner_task_give(const struct partner_task *task, l4_cap_idx_t cap, unsigned index);

/** Index of the slot where each thread of a partner task looks for its pager. */
enum { PARTNER_PAGER_INDEX = 0x20 };

/**
 * Start @p run(@p argument) in @p task (NULL: own task) with @p priority.
 * @return the thread's capability
 */
l4_cap_idx_t partner_start(struct partner_task *task, void (*run)(void *), void *argument,
			   unsigned priority);

/** For the end of a partner's function: wait for ever. */
_Noreturn void partner_end(void);

/** A gate bound to @p thread. */
l4_cap_idx_t bench_gate(l4_cap_idx_t thread);

/* ---- The groups of figures ------------------------------------------------------------------ */

void figures_of_invocation(void); /* invoke.c */
void figures_of_calls(void);      /* call.c */
void figures_of_memory(void);     /* memory.c */
void figures_of_signals(void);    /* signal.c */
void figures_of_objects(void);    /* objects.c */
void figures_of_trace(void);      /* trace.c */

/** Is the debugger in the kernel? If so, no event is recorded from now on. */
bool trace_is_there(void);

#endif
