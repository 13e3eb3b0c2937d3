/*
 * Messages to whatever passes messages on: threads and gates (plain IPC), IRQ objects, semaphores, the
 * interrupt controller. Each function knows one protocol.
 */
#include "tests/fuzz/messages.h"

/* ---- IPC ------------------------------------------------------------------------------------ */

/* To a thread or to the thread behind a gate: anything, as those threads do not care. */
l4_msgtag_t ipc_message(struct victim *v, struct attempt *a)
{
	unsigned words = random_below(&v->random, 12), items = random_below(&v->random, 4);

	(void)a;
	if (chance(&v->random, 5))
		words = random_below(&v->random, 64);
	for (unsigned i = 0; i < words && i < L4_UTCB_GENERIC_DATA_SIZE; i++)
		mr()[i] = any_word(v);
	any_items(v, words, items);
	any_buffers(v);
	return l4_msgtag((long)random_below(&v->random, 64) - 32, words, items,
			 random_below(&v->random, 8) << 12);
}

/* ---- Gates (abi sheet §8.2) ----------------------------------------------------------------- */

static l4_msgtag_t gate_bind(struct victim *v)
{
	mr()[0] = L4_RCV_EP_BIND_OP;
	mr()[1] =
		chance(&v->random, 90) ? (l4_umword_t)random_bits(&v->random) & ~15UL : any_word(v);
	thread_item(v, 2);
	return l4_msgtag(L4_PROTO_KOBJECT, 2, 1, 0);
}

l4_msgtag_t gate_message(struct victim *v, struct attempt *a)
{
	switch (random_below(&v->random, 12)) {
	case 0:
	case 1:
		return gate_bind(v);
	case 2:
		mr()[0] = L4_IPC_GATE_GET_INFO_OP;
		return l4_msgtag(L4_PROTO_KOBJECT, 1, 0, 0);
	case 3: /* references that are not there, or more of them */
		mr()[0] = L4_KOBJECT_OP_DEC_REFCNT;
		mr()[1] = any_word(v);
		return l4_msgtag(L4_PROTO_KOBJECT, 2, 0, 0);
	default:
		return ipc_message(v, a);
	}
}

/* ---- IRQ objects and semaphores (§8.5, §8.6) ------------------------------------------------ */

/* Trigger, end of interrupt, and what is neither. */
static l4_msgtag_t trigger(struct victim *v)
{
	static const uint8_t operations[] = {L4_IRQ_OP_TRIGGER, L4_IRQ_OP_TRIGGER, L4_IRQ_OP_EOI,
					     L4_IRQ_OP_EOI, 7};

	mr()[0] = operations[random_below(&v->random, sizeof(operations))];
	return l4_msgtag(L4_PROTO_IRQ, random_below(&v->random, 2), 0, 0);
}

l4_msgtag_t irq_message(struct victim *v, struct attempt *a)
{
	switch (random_below(&v->random, 8)) {
	case 0:
	case 1:
		mr()[0] = L4_RCV_EP_BIND_OP;
		mr()[1] = any_word(v);
		thread_item(v, 2);
		return l4_msgtag(L4_PROTO_KOBJECT, 2, 1, 0);
	case 2:
		mr()[0] = L4_IRQ_SENDER_OP_DETACH;
		return l4_msgtag(L4_PROTO_IRQ_SENDER, 1, 0, 0);
	case 3:
		mr()[0] = random_below(&v->random, 5);
		mr()[1] = any_word(v);
		thread_item(v, 2);
		return l4_msgtag(L4_PROTO_IRQ_SENDER, 2, random_below(&v->random, 2), 0);
	case 4: /* wait for nobody else */
		a->flags = L4_SYSF_RECV;
		return l4_msgtag(0, 0, 0, 0);
	default:
		return trigger(v);
	}
}

l4_msgtag_t semaphore_message(struct victim *v, struct attempt *a)
{
	if (chance(&v->random, 15))
		return irq_message(v, a);
	if (chance(&v->random, 50))
		return trigger(v);
	mr()[0] = L4_SEMAPHORE_OP_DOWN;
	return l4_msgtag(L4_PROTO_SEMAPHORE, 1, 0, 0);
}

/* ---- Interrupt controller, platform control (§8.7, §8.11) ----------------------------------- */

/* A pin, or a message (MSI): mostly one of few, so that several operations meet there. */
static l4_umword_t any_pin(struct victim *v)
{
	struct random *r = &v->random;

	if (chance(r, 10))
		return any_word(v);
	if (chance(r, 20))
		return random_below(r, 200) | random_below(r, 2) * L4_ICU_FLAG_MSI;
	return (2 + random_below(r, 3)) | random_below(r, 2) * L4_ICU_FLAG_MSI;
}

/* Whose operations are dangerous is defuse()d in message.c. */
static l4_msgtag_t platform_control(struct victim *v)
{
	unsigned words = 1 + random_below(&v->random, 4);

	mr()[0] = chance(&v->random, 90) ? random_below(&v->random, 6) : 0x10;
	mr()[1] = any_word(v);
	mr()[2] = any_word(v);
	return l4_msgtag(L4_PROTO_PLATFORM_CTL, words, 0, 0);
}

l4_msgtag_t icu_message(struct victim *v, struct attempt *a)
{
	(void)a;
	if (chance(&v->random, 5))
		return platform_control(v);
	mr()[0] = random_below(&v->random, 8);
	mr()[1] = any_pin(v);
	switch (mr()[0]) {
	case L4_ICU_OP_BIND:
	case L4_ICU_OP_UNBIND:
		irq_item(v, 2);
		return l4_msgtag(L4_PROTO_IRQ, 2, 1, 0);
	case L4_ICU_OP_SET_MODE:
		mr()[2] = chance(&v->random, 90) ? random_below(&v->random, 64) : any_word(v);
		return l4_msgtag(L4_PROTO_IRQ, 3, 0, 0);
	case L4_ICU_OP_MSI_INFO:
		mr()[2] = mr()[3] = any_word(v); /* the device */
		return l4_msgtag(L4_PROTO_IRQ, 4, 0, 0);
	default:
		return l4_msgtag(L4_PROTO_IRQ, 2, 0, 0);
	}
}
