/*
 * Sender queues: by priority, then first come first served; leaving from anywhere.
 */
#include "kernel/ipc/sender.h"
#include <criterion/criterion.h>
#include <stdlib.h>

enum {
	SENDERS = 40,
	STEPS   = 20000,
};

static struct sender_queue queue;
static struct sender senders[SENDERS];

static void setup(void)
{
	sender_queue_init(&queue);
	for (unsigned i = 0; i < SENDERS; i++)
		sender_init(&senders[i], false);
}

TestSuite(sender_queue, .init = setup);

Test(sender_queue, an_empty_line_has_no_head)
{
	cr_assert_null(sender_first(&queue));
	cr_assert(sender_queue_ok(&queue));
}

Test(sender_queue, higher_priorities_stand_in_front)
{
	sender_enqueue(&queue, &senders[0], 10);
	sender_enqueue(&queue, &senders[1], 255);
	sender_enqueue(&queue, &senders[2], 20);
	cr_assert_eq(sender_first(&queue), &senders[1]);
	cr_assert_eq(sender_next(&queue, &senders[1]), &senders[2]);
	cr_assert_eq(sender_next(&queue, &senders[2]), &senders[0]);
	cr_assert_null(sender_next(&queue, &senders[0]));
}

Test(sender_queue, one_priority_is_first_come_first_served)
{
	for (unsigned i = 0; i < 4; i++)
		sender_enqueue(&queue, &senders[i], 10);
	for (unsigned i = 0; i < 4; i++) {
		cr_assert_eq(sender_first(&queue), &senders[i]);
		sender_dequeue(&senders[i]);
	}
	cr_assert_null(sender_first(&queue));
}

Test(sender_queue, when_a_leader_leaves_the_next_peer_leads)
{
	sender_enqueue(&queue, &senders[0], 10);
	sender_enqueue(&queue, &senders[1], 10);
	sender_enqueue(&queue, &senders[2], 5);
	sender_dequeue(&senders[0]);
	cr_assert(sender_queue_ok(&queue));
	cr_assert_eq(sender_first(&queue), &senders[1]);
	cr_assert_eq(sender_next(&queue, &senders[1]), &senders[2]);
}

Test(sender_queue, leaving_without_being_in_line_is_harmless)
{
	sender_dequeue(&senders[0]);
	sender_enqueue(&queue, &senders[0], 1);
	sender_dequeue(&senders[0]);
	sender_dequeue(&senders[0]);
	cr_assert_null(sender_first(&queue));
}

Test(sender_queue, the_predicate_finds_priorities_out_of_order)
{
	sender_enqueue(&queue, &senders[0], 10);
	sender_enqueue(&queue, &senders[1], 5);
	senders[1].priority = 20;
	cr_assert_not(sender_queue_ok(&queue));
}

/* The model: who is in line, with priority and time of arrival. */
static long arrival[SENDERS];

static int model_before(int a, int b)
{
	if (senders[a].priority != senders[b].priority)
		return senders[a].priority > senders[b].priority;
	return arrival[a] < arrival[b];
}

/* The first in line behind @p after (-1: the head), or -1. */
static int model_next(int after)
{
	int next = -1;

	for (int i = 0; i < SENDERS; i++)
		if (arrival[i] && i != after && (after < 0 || model_before(after, i)) &&
		    (next < 0 || model_before(i, next)))
			next = i;
	return next;
}

static void compare_lines(long step)
{
	struct sender *s = sender_first(&queue);

	for (int i = model_next(-1); i >= 0; i = model_next(i)) {
		cr_assert_eq(s, &senders[i], "step %ld", step);
		s = sender_next(&queue, s);
	}
	cr_assert_null(s, "step %ld", step);
}

Test(sender_queue, random_use_agrees_with_a_naive_model)
{
	srand(3);
	for (long step = 1; step <= STEPS; step++) {
		unsigned i = (unsigned)rand() % SENDERS;

		if (arrival[i]) {
			sender_dequeue(&senders[i]);
			arrival[i] = 0;
		} else {
			sender_enqueue(&queue, &senders[i], (unsigned)rand() % 6);
			arrival[i] = step;
		}
		if (step % 20 == 0) {
			compare_lines(step);
			cr_assert(sender_queue_ok(&queue), "step %ld", step);
		}
	}
}
