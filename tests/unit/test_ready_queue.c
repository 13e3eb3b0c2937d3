/*
 * The ready queue: order by priority, round robin within one, and random use against a naive model.
 */
#include "kernel/sched/cpu.h"
#include <criterion/criterion.h>
#include <stdlib.h>

enum {
	THREADS = 40,
	STEPS   = 20000,
};

static struct cpu cpu;
static struct thread threads[THREADS];

static void setup(void)
{
	ready_queue_init(&cpu.ready);
	for (unsigned i = 0; i < THREADS; i++) {
		list_init(&threads[i].sched.link);
		threads[i].state          = THREAD_READY;
		threads[i].cpu            = &cpu;
		threads[i].sched.priority = (uint8_t)(i * 7);
	}
}

TestSuite(ready_queue, .init = setup);

static struct schedule_context *context(unsigned i, unsigned priority)
{
	threads[i].sched.priority = (uint8_t)priority;
	return &threads[i].sched;
}

/* The best entry, taken out. */
static struct schedule_context *pop(void)
{
	struct schedule_context *best = ready_queue_best(&cpu.ready);

	ready_queue_remove(&cpu.ready, best);
	return best;
}

Test(ready_queue, an_empty_queue_has_no_best_entry)
{
	cr_assert_null(ready_queue_best(&cpu.ready));
	cr_assert(ready_queue_ok(&cpu.ready));
}

Test(ready_queue, the_highest_priority_comes_first)
{
	ready_queue_append(&cpu.ready, context(0, 5));
	ready_queue_append(&cpu.ready, context(1, 255));
	ready_queue_append(&cpu.ready, context(2, 31));
	ready_queue_append(&cpu.ready, context(3, 32));
	ready_queue_append(&cpu.ready, context(4, 0));
	cr_assert(ready_queue_ok(&cpu.ready));
	cr_assert_eq(pop(), &threads[1].sched);
	cr_assert_eq(pop(), &threads[3].sched);
	cr_assert_eq(pop(), &threads[2].sched);
	cr_assert_eq(pop(), &threads[0].sched);
	cr_assert_eq(pop(), &threads[4].sched);
	cr_assert_null(ready_queue_best(&cpu.ready));
}

Test(ready_queue, equal_priorities_take_turns)
{
	for (unsigned i = 0; i < 3; i++)
		ready_queue_append(&cpu.ready, context(i, 10));
	for (unsigned turn = 0; turn < 9; turn++) {
		struct schedule_context *s = pop();

		cr_assert_eq(s, &threads[turn % 3].sched);
		ready_queue_append(&cpu.ready, s);
	}
}

Test(ready_queue, a_pushed_entry_goes_before_its_peers)
{
	ready_queue_append(&cpu.ready, context(0, 10));
	ready_queue_push(&cpu.ready, context(1, 10));
	cr_assert_eq(pop(), &threads[1].sched);
	cr_assert_eq(pop(), &threads[0].sched);
}

Test(ready_queue, an_entry_may_leave_from_the_middle)
{
	for (unsigned i = 0; i < 3; i++)
		ready_queue_append(&cpu.ready, context(i, 10));
	ready_queue_remove(&cpu.ready, &threads[1].sched);
	cr_assert(ready_queue_ok(&cpu.ready));
	cr_assert_eq(pop(), &threads[0].sched);
	cr_assert_eq(pop(), &threads[2].sched);
}

Test(ready_queue, the_predicate_finds_a_thread_in_the_wrong_ring)
{
	ready_queue_append(&cpu.ready, context(0, 10));
	threads[0].sched.priority = 11;
	cr_assert_not(ready_queue_ok(&cpu.ready));
}

Test(ready_queue, the_predicate_finds_a_blocked_thread)
{
	ready_queue_append(&cpu.ready, context(0, 10));
	threads[0].state = THREAD_RECEIVING;
	cr_assert_not(ready_queue_ok(&cpu.ready));
}

/* The model: entries in an array, each with the number of its arrival. */
static struct entry {
	bool queued;
	unsigned priority;
	long order;
} model[THREADS];

static int model_best(void)
{
	int best = -1;

	for (int i = 0; i < THREADS; i++)
		if (model[i].queued && (best < 0 || model[i].priority > model[best].priority ||
					(model[i].priority == model[best].priority &&
					 model[i].order < model[best].order)))
			best = i;
	return best;
}

static void enter(unsigned i, bool front, long step)
{
	unsigned priority = (unsigned)rand() % (rand() % 2 ? PRIORITIES : 4);

	model[i] = (struct entry){true, priority, front ? -step : step};
	if (front)
		ready_queue_push(&cpu.ready, context(i, priority));
	else
		ready_queue_append(&cpu.ready, context(i, priority));
}

Test(ready_queue, random_use_agrees_with_a_naive_model)
{
	srand(1);
	for (long step = 1; step <= STEPS; step++) {
		unsigned i = (unsigned)rand() % THREADS;
		int best;

		if (model[i].queued) {
			ready_queue_remove(&cpu.ready, &threads[i].sched);
			model[i].queued = false;
		} else {
			enter(i, rand() % 4 == 0, step);
		}
		best = model_best();
		cr_assert_eq(ready_queue_best(&cpu.ready), best < 0 ? NULL : &threads[best].sched,
			     "step %ld", step);
		if (step % 100 == 0)
			cr_assert(ready_queue_ok(&cpu.ready), "step %ld", step);
	}
}
