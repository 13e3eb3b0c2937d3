/*
 * Interrupt lines: when a pin is masked and unmasked, and what is remembered (abi sheet §7.9, §8.6).
 * The chip is the test's own; the receiver is a thread that never runs.
 */
#include <criterion/criterion.h>
#include "kernel/ipc/ipc.h"
#include "kernel/object/irq.h"
#include "kernel/object/semaphore.h"
#include "kernel/sched/cpu.h"
#include "tests/unit/host/host.h"

enum {
	PIN   = 3,
	LABEL = 0x77,
};

static bool masked;

static void chip_mask(unsigned pin)
{
	cr_assert_eq(pin, PIN);
	masked = true;
}

static void chip_unmask(unsigned pin)
{
	cr_assert_eq(pin, PIN);
	masked = false;
}

static const struct irq_chip chip = {.name = "test", .mask = chip_mask, .unmask = chip_unmask};

static struct thread *receiver;
static l4_utcb_t utcb;
static struct invocation wait;

static void setup(void)
{
	host_start_cpus(3);
	receiver          = thread_create(&root_quota);
	receiver->utcb    = &utcb;
	receiver->message = &wait;
	receiver->state   = 0;
	wait.tag.raw      = -1;
}

TestSuite(irq, .init = setup);

static void connect(struct irq_line *line, bool level)
{
	line->chip  = &chip;
	line->pin   = PIN;
	line->level = level;
	irq_line_unmask(line);
}

/* An IRQ object at the pin, bound to the receiver. */
static struct irq *irq_at_pin(bool level)
{
	struct irq *irq = irq_create(&root_quota);

	object_get(&receiver->object);
	irq->thread       = receiver;
	irq->sender.label = LABEL;
	connect(&irq->line, level);
	return irq;
}

static void receive(void)
{
	receiver->state = THREAD_RECEIVING;
}

static bool received(void)
{
	return !(receiver->state & THREAD_RECEIVING);
}

/* The receiver takes what is first in its line, as ipc.c does it. */
static void receive_queued(void)
{
	struct sender *s = sender_first(&receiver->senders);

	receive();
	sender_dequeue(s);
	ipc_send_irq(s, receiver);
}

Test(irq, a_hit_is_a_message_without_contents)
{
	struct irq *irq = irq_at_pin(false);

	receive();
	irq->line.hit(&irq->line);
	cr_assert(received());
	cr_assert_eq(wait.tag.raw, 0);
	cr_assert_eq(wait.label, LABEL);
	cr_assert_not(masked);
}

Test(irq, an_edge_too_many_masks_the_pin_until_the_message_is_taken)
{
	struct irq *irq = irq_at_pin(false);

	irq->line.hit(&irq->line);
	cr_assert_not(masked);
	irq->line.hit(&irq->line);
	cr_assert(masked);
	receive_queued();
	cr_assert(received());
	cr_assert_not(masked);
	cr_assert_null(sender_first(&receiver->senders));
}

Test(irq, a_pin_that_the_user_masked_stays_masked)
{
	struct irq *irq = irq_at_pin(false);

	irq->line.hit(&irq->line);
	irq_line_mask(&irq->line);
	irq->line.hit(&irq->line); /* by software */
	receive_queued();
	cr_assert(masked);
}

Test(irq, a_level_stays_masked_until_it_is_acknowledged)
{
	struct irq *irq = irq_at_pin(true);

	receive();
	irq->line.hit(&irq->line);
	cr_assert(received());
	cr_assert(masked);
	cr_assert(irq->line.idle(&irq->line));
}

Test(irq, an_acknowledgement_before_the_message_was_taken_has_no_effect)
{
	struct irq *irq = irq_at_pin(true);

	irq->line.hit(&irq->line);
	cr_assert_not(irq->line.idle(&irq->line));
}

Test(irq, an_edge_without_a_thread_is_remembered_and_masked)
{
	struct irq *irq = irq_create(&root_quota);

	connect(&irq->line, false);
	irq->line.hit(&irq->line);
	cr_assert(irq->pending && masked);
}

Test(irq, a_level_without_a_thread_is_only_masked)
{
	struct irq *irq = irq_create(&root_quota);

	connect(&irq->line, true);
	irq->line.hit(&irq->line);
	cr_assert(!irq->pending && masked);
}

Test(irq, a_hit_for_an_ended_thread_is_remembered)
{
	struct irq *irq = irq_at_pin(false);

	receiver->ended = true;
	irq->line.hit(&irq->line);
	cr_assert(irq->pending);
	cr_assert(masked);
	cr_assert_null(sender_first(&receiver->senders));
}

Test(irq, a_thread_that_goes_leaves_its_undelivered_edge_behind)
{
	struct irq *irq = irq_at_pin(false);

	irq->line.hit(&irq->line);
	irq_message_back(irq);
	cr_assert(irq->pending);
	cr_assert_null(sender_first(&receiver->senders));
}

/* ---- The thread is on another CPU ----------------------------------------------------------- */

static void receiver_moves_to(unsigned number)
{
	receiver->cpu = receiver->home = &cpus[number];
}

Test(irq, a_hit_goes_to_the_cpu_of_the_thread)
{
	struct irq *irq = irq_at_pin(false);

	receiver_moves_to(1);
	receive();
	irq->line.hit(&irq->line);
	cr_assert_not(received());
	host_serve(1);
	cr_assert(received());
	cr_assert_not(irq->message);
}

Test(irq, a_second_hit_while_the_first_is_on_its_way_masks)
{
	struct irq *irq = irq_at_pin(false);

	receiver_moves_to(1);
	receive();
	irq->line.hit(&irq->line);
	irq->line.hit(&irq->line);
	cr_assert(masked);
	host_serve(1);
	cr_assert(received());
	cr_assert_not(masked);
}

Test(irq, a_message_on_its_way_follows_the_thread)
{
	struct irq *irq = irq_at_pin(false);

	receiver_moves_to(1);
	receive();
	irq->line.hit(&irq->line);
	receiver_moves_to(2);
	host_serve(1);
	cr_assert_not(received());
	host_serve(2);
	cr_assert(received());
}

Test(irq, a_message_that_finds_the_thread_ended_is_remembered)
{
	struct irq *irq = irq_at_pin(false);

	receiver_moves_to(1);
	irq->line.hit(&irq->line);
	receiver->ended = true;
	host_serve(1);
	cr_assert(irq->pending);
	cr_assert_not(irq->message);
}

static void serve_others(void *data)
{
	(void)data;
	host_serve(1);
	host_serve(2);
}

Test(irq, an_irq_that_dies_waits_for_its_message_to_come_back)
{
	struct irq *irq = irq_at_pin(false);
	uint32_t refs   = receiver->object.refs;

	receiver_moves_to(1);
	irq->line.hit(&irq->line);
	host_on_interrupt(serve_others, NULL);
	irq->line.object.type->kill(&irq->line.object);
	cr_assert_null(irq->thread);
	cr_assert_null(sender_first(&receiver->senders));
	cr_assert_eq(receiver->object.refs, refs - 1);
}

Test(irq, an_up_wakes_a_waiter_on_another_cpu)
{
	struct semaphore *sm = semaphore_create(&root_quota);

	receiver_moves_to(1);
	receiver->state = THREAD_BLOCKED;
	sender_enqueue(&sm->waiting, &receiver->sender, 1);
	sm->line.hit(&sm->line);
	cr_assert_null(receiver->sender.queue);
	cr_assert_not(receiver->state & THREAD_READY);
	host_serve(1);
	cr_assert(receiver->state & THREAD_READY);
}

Test(irq, a_semaphore_masks_an_edge_that_finds_it_up)
{
	struct semaphore *sm = semaphore_create(&root_quota);

	connect(&sm->line, false);
	sm->line.hit(&sm->line);
	cr_assert_eq(sm->counter, 1);
	cr_assert_not(masked);
	sm->line.hit(&sm->line);
	cr_assert_eq(sm->counter, 2);
	cr_assert(masked);
}

Test(irq, a_semaphore_masks_every_level)
{
	struct semaphore *sm = semaphore_create(&root_quota);

	connect(&sm->line, true);
	sm->line.hit(&sm->line);
	cr_assert(masked);
	cr_assert_not(sm->line.idle(&sm->line));
}

Test(irq, an_up_with_a_waiter_does_not_count)
{
	struct semaphore *sm = semaphore_create(&root_quota);

	sender_enqueue(&sm->waiting, &receiver->sender, 1);
	sm->line.hit(&sm->line);
	cr_assert_eq(sm->counter, 0);
	cr_assert_null(receiver->sender.queue);
	cr_assert(receiver->state & THREAD_READY);
}
