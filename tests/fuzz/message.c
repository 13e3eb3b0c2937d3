/*
 * Whole invocations: a message as the object's protocol wants it or nearly so, then some damage; and now
 * and then nothing but noise.
 *
 * What a message to one kind of object looks like stands in threads.c, objects.c, signals.c. Start
 * reading at attempt_make().
 */
#include "tests/fuzz/messages.h"

enum {
	NOISE_PERCENT      = 4,  /* of all invocations: no protocol at all */
	WRONG_KIND_PERCENT = 10, /* another object's protocol */
	DAMAGE_PERCENT     = 12, /* something in the message is replaced */
	OTHER_FLAGS        = 25, /* percent of invocations that are no plain call */
	ONESELF_PERCENT    = 10, /* operations on the victim's own thread */
	REPLY_SLOT_PERCENT = 30, /* of waits and replies: with a slot for the reply capability */
	REPLY_SLOTS        = 6,  /* of those: mostly among so many */
};

/* ---- Items ---------------------------------------------------------------------------------- */

static void item(unsigned at, unsigned slot)
{
	if (at + 1 >= L4_UTCB_GENERIC_DATA_SIZE)
		return;
	mr()[at]     = L4_ITEM_MAP;
	mr()[at + 1] = l4_obj_fpage(slot_cap(slot), 0, L4_CAP_FPAGE_RWSD).raw;
}

void capability_item(struct victim *v, unsigned at)
{
	item(at, any_slot(v));
}

void den_item(struct victim *v, unsigned at)
{
	item(at, chance(&v->random, 80) ? SLOT_DENS + random_below(&v->random, DENS) : any_slot(v));
}

void thread_item(struct victim *v, unsigned at)
{
	item(at, chance(&v->random, 70) ? SLOT_VICTIMS + random_below(&v->random, DENS * VICTIMS)
					: any_slot(v));
}

/* There are some from the start of each round; see furnish(). */
void irq_item(struct victim *v, unsigned at)
{
	unsigned slot = any_slot(v);

	for (unsigned tries = 0; tries < 8; tries++) {
		if (v->den->kinds[slot] == KIND_IRQ || v->den->kinds[slot] == KIND_SEMAPHORE)
			break;
		slot = any_slot(v);
	}
	item(at, slot);
}

/* ---- One message ---------------------------------------------------------------------------- */

static l4_msgtag_t message_for(struct victim *v, enum kind kind, struct attempt *a)
{
	static l4_msgtag_t (*const makers[KINDS])(struct victim *, struct attempt *) = {
		[KIND_EMPTY] = gate_message,          [KIND_TASK] = task_message,
		[KIND_THREAD] = thread_message,       [KIND_FACTORY] = factory_message,
		[KIND_GATE] = gate_message,           [KIND_IRQ] = irq_message,
		[KIND_SEMAPHORE] = semaphore_message, [KIND_ICU] = icu_message,
		[KIND_SCHEDULER] = scheduler_message, [KIND_LOG] = log_message,
		[KIND_SIGMA0] = sigma0_message,
	};

	if (kind == KIND_THREAD && chance(&v->random, 40))
		return ipc_message(v, a);
	return makers[kind < KINDS ? kind : KIND_EMPTY](v, a);
}

/* Any way to invoke; servers among the victims take callers into slots, and answer from them. */
static void other_flags(struct victim *v, struct attempt *a)
{
	static const uint8_t flags[] = {
		L4_SYSF_NONE,
		L4_SYSF_SEND,
		L4_SYSF_SEND,
		L4_SYSF_RECV,
		L4_SYSF_WAIT,
		L4_SYSF_WAIT,
		L4_SYSF_SEND_AND_WAIT,
		L4_SYSF_REPLY_AND_WAIT,
		L4_SYSF_REPLY_AND_WAIT,
		L4_SYSF_SEND | L4_SYSF_REPLY,
		L4_SYSF_SEND | L4_SYSF_REPLY,
	};
	struct random *r = &v->random;

	a->flags = flags[random_below(r, sizeof(flags))];
	if (a->flags & (L4_SYSF_OPEN_WAIT | L4_SYSF_REPLY) && chance(r, REPLY_SLOT_PERCENT)) {
		a->dest = slot_cap(random_below(r, REPLY_SLOTS)) | L4_REPLY_CAP_BIT;
		if (chance(r, 10))
			a->dest = slot_cap(random_below(r, 1 << 20)) | L4_REPLY_CAP_BIT;
	}
}

/* ---- Damage --------------------------------------------------------------------------------- */

static void noise(struct victim *v, struct attempt *a)
{
	struct random *r = &v->random;
	l4_utcb_t *u     = l4_utcb();

	for (unsigned i = 0; i < L4_UTCB_GENERIC_DATA_SIZE; i++)
		u->mr[i] = (l4_umword_t)random_bits(r);
	for (unsigned i = 0; i < L4_UTCB_GENERIC_BUFFERS_SIZE; i++)
		u->br[i] = (l4_umword_t)random_bits(r);
	u->bdr     = (l4_umword_t)random_bits(r);
	a->dest    = any_selector(v);
	a->flags   = random_below(r, 16);
	a->tag.raw = (l4_mword_t)random_bits(r);
	a->tag     = l4_msgtag((long)random_below(r, 40) - 30, l4_msgtag_words(a->tag),
			       l4_msgtag_items(a->tag), l4_msgtag_flags(a->tag));
}

static void damage(struct victim *v, struct attempt *a)
{
	struct random *r = &v->random;

	switch (random_below(r, 5)) {
	case 0:
		a->tag.raw ^= 1L << random_below(r, 24);
		break;
	case 1:
		mr()[random_below(r, 8)] = any_word(v);
		break;
	case 2:
		mr()[random_below(r, L4_UTCB_GENERIC_DATA_SIZE)] ^=
			(l4_umword_t)1 << random_below(r, L4_WORD_BITS);
		break;
	case 3:
		any_buffers(v);
		break;
	default:
		any_items(v, l4_msgtag_words(a->tag), 1 + random_below(r, 3));
		a->tag.raw |= (l4_mword_t)(1 + random_below(r, 3)) << 6;
	}
}

/*
 * Take out what would legitimately end the run, keep memory, or take the CPU from the supervisor. The power
 * switch needs care: whoever answers for an alien may change the label of what is then sent to the ICU.
 */
static void defuse(struct attempt *a)
{
	const long label = l4_msgtag_label(a->tag);

	if ((label == L4_PROTO_PLATFORM_CTL || label == L4_PROTO_IRQ) &&
	    mr()[0] == L4_PLATFORM_CTL_SYS_SHUTDOWN_OP && mr()[1] <= 1)
		mr()[1] += 2;
	if (label == L4_PROTO_FACTORY && (l4_mword_t)mr()[0] == L4_PROTO_TASK && !tasks_allowed)
		mr()[0] = L4_PROTO_NONE;
	if (label == L4_PROTO_LOG && (mr()[0] & 0xffff) == L4_VCON_WRITE_OP &&
	    mr()[1] <= L4_VCON_WRITE_SIZE)
		mr()[1] = 0;
	if (label == L4_PROTO_SCHEDULER) {
		if ((l4_mword_t)mr()[3] > VICTIM_PRIORITY)
			mr()[3] = 1 + mr()[3] % VICTIM_PRIORITY;
		if ((l4_mword_t)mr()[3] < 0) /* a class: the priority is further behind */
			mr()[6] =
				(mr()[6] & ~0xffffUL) | (1 + (mr()[6] & 0xffff) % VICTIM_PRIORITY);
	}
}

/* A slot with something in it, as far as the victim knows; sometimes an empty one. */
static unsigned used_slot(struct victim *v)
{
	unsigned slot = any_slot(v);

	for (unsigned tries = 0; tries < 3 && v->den->kinds[slot] == KIND_EMPTY; tries++)
		slot = any_slot(v);
	return slot;
}

void attempt_make(struct victim *v, struct attempt *a)
{
	struct random *r = &v->random;
	unsigned slot    = used_slot(v);
	enum kind kind   = (enum kind)v->den->kinds[slot];

	*a = (struct attempt){.flags = L4_SYSF_CALL, .dest = slot_cap(slot)};
	if (chance(r, ONESELF_PERCENT)) {
		kind    = KIND_THREAD;
		a->dest = L4_INVALID_CAP;
	}
	if (chance(r, NOISE_PERCENT)) {
		noise(v, a);
	} else {
		if (chance(r, WRONG_KIND_PERCENT))
			kind = (enum kind)random_below(r, KINDS);
		if (chance(r, 20))
			any_buffers(v);
		a->tag = message_for(v, kind, a);
		if (chance(r, OTHER_FLAGS))
			other_flags(v, a);
		if (chance(r, 2))
			a->dest = any_selector(v);
		if (chance(r, DAMAGE_PERCENT))
			damage(v, a);
	}
	a->timeout = any_timeout(v);
	defuse(a);
}
