/*
 * Whole invocations: for each kind of object its operations, with arguments as its protocol wants them
 * or nearly so, then some damage; and now and then nothing but noise.
 *
 * Start reading at attempt_make().
 */
#include "tests/fuzz/fuzz.h"

extern const char l4re_thread_entry[]; /* pops function and argument from the stack */

enum {
	NOISE_PERCENT      = 4,  /* of all invocations: no protocol at all */
	WRONG_KIND_PERCENT = 10, /* another object's protocol */
	DAMAGE_PERCENT     = 12, /* something in the message is replaced */
	OTHER_FLAGS        = 25, /* percent of invocations that are no plain call */
};

static l4_umword_t *mr(void)
{
	return l4_utcb_mr()->mr;
}

static struct random *dice(struct victim *v)
{
	return &v->random;
}

/* An item that names the capability in some slot, at @p at. */
static void capability_item(struct victim *v, unsigned at)
{
	mr()[at]     = L4_ITEM_MAP;
	mr()[at + 1] = l4_obj_fpage(slot_cap(any_slot(v)), 0, L4_CAP_FPAGE_RWSD).raw;
}

/* ---- Messages for each kind ----------------------------------------------------------------- */

static l4_msgtag_t task_message(struct victim *v)
{
	unsigned words = 2 + random_below(dice(v), 3);

	switch (random_below(dice(v), 12)) {
	case 0:
	case 1:
	case 2:
	case 3:
		mr()[0] = L4_TASK_MAP_OP;
		any_items(v, 1, 1);
		if (l4_fpage_type((l4_fpage_t){mr()[2]}) == L4_FPAGE_OBJ && chance(dice(v), 80))
			mr()[1] = (mr()[1] & 0xff) | slot_cap(any_slot(v));
		capability_item(v, 3);
		if (chance(dice(v), 80))
			mr()[4] = l4_obj_fpage(slot_cap(SLOT_DENS + random_below(dice(v), DENS)), 0,
					       15)
					  .raw;
		return l4_msgtag(L4_PROTO_TASK, 3, 1, 0);
	case 4:
	case 5:
	case 6:
		mr()[0] = L4_TASK_UNMAP_OP;
		mr()[1] = random_below(dice(v), 4) << 30 | random_below(dice(v), 2);
		for (unsigned i = 2; i < words; i++)
			mr()[i] = any_flexpage(v).raw;
		return l4_msgtag(L4_PROTO_TASK, words, 0, 0);
	case 7: /* delete one thing for good */
		mr()[0] = L4_TASK_UNMAP_OP;
		mr()[1] = L4_FP_DELETE_OBJ;
		mr()[2] = l4_obj_fpage(slot_cap(any_slot(v)), 0, L4_CAP_FPAGE_RWSD).raw;
		return l4_msgtag(L4_PROTO_TASK, 3, 0, 0);
	case 8:
	case 9:
		mr()[0] = L4_TASK_CAP_INFO_OP;
		mr()[1] = any_selector(v);
		mr()[2] = any_selector(v);
		return l4_msgtag(L4_PROTO_TASK, words, 0, 0);
	case 10:
		mr()[0] = L4_TASK_ADD_KU_MEM_OP;
		mr()[1] = l4_fpage(any_address(v), 12 + random_below(dice(v), 4), L4_FPAGE_RW).raw;
		return l4_msgtag(L4_PROTO_TASK, 2, 0, 0);
	default: /* what only one machine has */
		mr()[0] = 0x11 + random_below(dice(v), 2);
		mr()[1] = any_word(v);
		return l4_msgtag(L4_PROTO_TASK, 2 + random_below(dice(v), 8), 0, 0);
	}
}

static l4_msgtag_t control_message(struct victim *v)
{
	for (unsigned i = 0; i < 6; i++)
		mr()[i] = 0;
	mr()[0] = L4_THREAD_CONTROL_OP;
	if (chance(dice(v), 50)) {
		mr()[0] |= L4_THREAD_CONTROL_SET_PAGER;
		mr()[1] = chance(dice(v), 70) ? slot_cap(SLOT_GUARDIAN) : any_selector(v);
	}
	if (chance(dice(v), 50)) {
		mr()[0] |= L4_THREAD_CONTROL_SET_EXC_HANDLER;
		mr()[2] = chance(dice(v), 70) ? slot_cap(SLOT_GUARDIAN) : any_selector(v);
	}
	if (chance(dice(v), 5))
		mr()[0] |= L4_THREAD_CONTROL_ALIEN;
	if (!chance(dice(v), 60))
		return l4_msgtag(L4_PROTO_THREAD, 6, 0, 0);
	mr()[0] |= L4_THREAD_CONTROL_BIND_TASK;
	mr()[5] = KU_AT + random_below(dice(v), 16) * L4_UTCB_OFFSET;
	if (chance(dice(v), 10))
		mr()[5] = any_address(v);
	capability_item(v, 6);
	if (chance(dice(v), 70))
		mr()[7] =
			l4_obj_fpage(slot_cap(SLOT_DENS + random_below(dice(v), DENS)), 0, 15).raw;
	return l4_msgtag(L4_PROTO_THREAD, 6, 1, 0);
}

/* Registers: a new beginning, nothing new, or where nothing is; never the middle of our code. */
static l4_msgtag_t ex_regs_message(struct victim *v)
{
	const l4_umword_t keep = ~(l4_umword_t)0;

	mr()[0] = L4_THREAD_EX_REGS_OP | random_below(dice(v), 4) << 16;
	switch (random_below(dice(v), 5)) {
	case 0:
		mr()[1] = mr()[2] = keep;
		break;
	case 1:
		mr()[1] = chance(dice(v), 50) ? HOLE_AT : L4_A_KERNEL_ADDRESS;
		mr()[2] = any_word(v);
		break;
	case 2:
		mr()[1] = (l4_umword_t)random_bits(dice(v)) | (l4_umword_t)1 << (L4_WORD_BITS - 1);
		mr()[2] = keep;
		break;
	default:
		mr()[1] = (l4_umword_t)l4re_thread_entry;
		mr()[2] = victim_stack(v->den, random_below(dice(v), BODIES));
	}
	return l4_msgtag(L4_PROTO_THREAD, 3, 0, 0);
}

static l4_msgtag_t thread_message(struct victim *v)
{
	static const uint8_t others[] = {L4_THREAD_SWITCH_OP,
					 L4_THREAD_STATS_OP,
					 L4_THREAD_VCPU_RESUME_OP,
					 L4_THREAD_REGISTER_DELETE_IRQ_OP,
					 L4_THREAD_MODIFY_SENDER_OP,
					 L4_THREAD_VCPU_CONTROL_OP,
					 L4_THREAD_REGISTER_DOORBELL_IRQ_OP,
					 L4_THREAD_PF_TRAMPOLINE_OP,
					 0x10,
					 0x11,
					 0x12,
					 0x13};
	unsigned words                = 1 + random_below(dice(v), 12);

	if (chance(dice(v), 30))
		return control_message(v);
	if (chance(dice(v), 30))
		return ex_regs_message(v);
	mr()[0] = others[random_below(dice(v), sizeof(others))] | random_below(dice(v), 4) << 16;
	for (unsigned i = 1; i < words; i++)
		mr()[i] = any_word(v);
	capability_item(v, words);
	return l4_msgtag(L4_PROTO_THREAD, words, random_below(dice(v), 2), 0);
}

static l4_msgtag_t factory_message(struct victim *v, struct attempt *a)
{
	static const struct {
		int16_t protocol;
		uint8_t kind;
	} types[] = {
		{L4_PROTO_NONE, KIND_GATE},
		{L4_PROTO_NONE, KIND_GATE},
		{L4_PROTO_TASK, KIND_TASK},
		{L4_PROTO_THREAD, KIND_THREAD},
		{L4_PROTO_THREAD, KIND_THREAD},
		{L4_PROTO_FACTORY, KIND_FACTORY},
		{L4_PROTO_IRQ_SENDER, KIND_IRQ},
		{L4_PROTO_IRQ_SENDER, KIND_IRQ},
		{L4_PROTO_SEMAPHORE, KIND_SEMAPHORE},
		{L4_PROTO_KOBJECT, KIND_GATE},
		{L4_PROTO_VM, KIND_EMPTY},
		{L4_PROTO_DMA_SPACE, KIND_EMPTY},
	};
	unsigned i      = random_below(dice(v), sizeof(types) / sizeof(types[0]));
	unsigned slot   = SLOT_PLAY + random_below(dice(v), SLOTS - SLOT_PLAY);
	l4_msgtag_t tag = l4_factory_create_start(types[i].protocol, slot_cap(slot));

	a->slot   = slot;
	a->expect = types[i].kind;
	switch (types[i].protocol) {
	case L4_PROTO_NONE:
		mr()[1] = L4_VARG_TYPE_UMWORD | sizeof(l4_umword_t) << 16;
		mr()[2] = chance(dice(v), 80) ? (l4_umword_t)random_bits(dice(v)) & ~15UL
					      : any_word(v);
		capability_item(v, 3);
		if (chance(dice(v), 70))
			mr()[4] = l4_obj_fpage(slot_cap(SLOT_VICTIMS +
							random_below(dice(v), DENS * VICTIMS)),
					       0, 15)
					  .raw;
		return l4_msgtag(L4_PROTO_FACTORY, 3, chance(dice(v), 80), 0);
	case L4_PROTO_TASK:
		l4_factory_create_add_fpage(l4_fpage(KU_AT, 12 + random_below(dice(v), 3), 6),
					    &tag);
		if (chance(dice(v), 20))
			mr()[2] = any_flexpage(v).raw;
		return tag;
	case L4_PROTO_FACTORY:
		l4_factory_create_add_uint(random_below(dice(v), 4) ? random_below(dice(v), 65536)
								    : any_word(v),
					   &tag);
		return tag;
	default:
		return tag;
	}
}

/* To a thread or to the thread behind a gate: anything, as those threads do not care. */
static l4_msgtag_t ipc_message(struct victim *v)
{
	unsigned words = random_below(dice(v), 12), items = random_below(dice(v), 4);

	if (chance(dice(v), 5))
		words = random_below(dice(v), 64);
	for (unsigned i = 0; i < words && i < L4_UTCB_GENERIC_DATA_SIZE; i++)
		mr()[i] = any_word(v);
	any_items(v, words, items);
	any_buffers(v);
	return l4_msgtag((long)random_below(dice(v), 64) - 32, words, items,
			 random_below(dice(v), 8) << 12);
}

static l4_msgtag_t gate_message(struct victim *v)
{
	if (chance(dice(v), 75))
		return ipc_message(v);
	mr()[0] = chance(dice(v), 70) ? L4_RCV_EP_BIND_OP : L4_IPC_GATE_GET_INFO_OP;
	mr()[1] = (l4_umword_t)random_bits(dice(v)) & ~15UL;
	capability_item(v, 2);
	return l4_msgtag(L4_PROTO_KOBJECT, 2, 1, 0);
}

static l4_msgtag_t irq_message(struct victim *v)
{
	switch (random_below(dice(v), 6)) {
	case 0:
	case 1:
		mr()[0] = L4_RCV_EP_BIND_OP;
		mr()[1] = any_word(v) & ~15UL;
		capability_item(v, 2);
		if (chance(dice(v), 70))
			mr()[3] = l4_obj_fpage(slot_cap(SLOT_VICTIMS +
							random_below(dice(v), DENS * VICTIMS)),
					       0, 15)
					  .raw;
		return l4_msgtag(L4_PROTO_KOBJECT, 2, 1, 0);
	case 2:
		mr()[0] = L4_IRQ_SENDER_OP_DETACH;
		return l4_msgtag(L4_PROTO_IRQ_SENDER, 1, 0, 0);
	case 3:
		mr()[0] = random_below(dice(v), 5);
		mr()[1] = any_word(v);
		capability_item(v, 2);
		return l4_msgtag(L4_PROTO_IRQ_SENDER, 2, random_below(dice(v), 2), 0);
	case 4:
		mr()[0] = random_below(dice(v), 8);
		return l4_msgtag(L4_PROTO_IRQ, 1, 0, 0);
	default:
		mr()[0] = L4_IRQ_OP_TRIGGER;
		return l4_msgtag(L4_PROTO_IRQ, 1, 0, 0);
	}
}

static l4_msgtag_t semaphore_message(struct victim *v)
{
	if (chance(dice(v), 40))
		return irq_message(v);
	mr()[0] = L4_SEMAPHORE_OP_DOWN;
	return l4_msgtag(L4_PROTO_SEMAPHORE, 1, 0, 0);
}

static l4_msgtag_t icu_message(struct victim *v)
{
	mr()[0] = random_below(dice(v), 8);
	mr()[1] = chance(dice(v), 90) ? random_below(dice(v), 40) : any_word(v);
	mr()[2] = random_below(dice(v), 32);
	capability_item(v, 2 + random_below(dice(v), 2));
	return l4_msgtag(L4_PROTO_IRQ, 2 + random_below(dice(v), 2), random_below(dice(v), 2), 0);
}

static l4_msgtag_t scheduler_message(struct victim *v)
{
	mr()[0] = random_below(dice(v), 4);
	mr()[1] = chance(dice(v), 70) ? 0 : any_word(v);
	mr()[2] = chance(dice(v), 70) ? 1 : any_word(v);
	mr()[3] = chance(dice(v), 80) ? 1 + random_below(dice(v), VICTIM_PRIORITY) : any_word(v);
	mr()[4] = chance(dice(v), 80) ? 0 : any_word(v);
	capability_item(v, 5);
	return l4_msgtag(L4_PROTO_SCHEDULER, 5, 1, 0);
}

/* No text: the console belongs to the supervisor. */
static l4_msgtag_t log_message(struct victim *v)
{
	if (chance(dice(v), 50))
		return icu_message(v);
	mr()[0] = 1 + random_below(dice(v), 4);
	mr()[1] = any_word(v);
	return l4_msgtag(L4_PROTO_LOG, 2 + random_below(dice(v), 4), 0, 0);
}

static l4_msgtag_t sigma0_message(struct victim *v)
{
	any_buffers(v);
	mr()[0] = (l4_umword_t)L4_SIGMA0_REQ_MAGIC | random_below(dice(v), 12) << 4;
	if (mr()[0] == (l4_umword_t)L4_SIGMA0_REQ_DEBUG_DUMP)
		mr()[0] = any_word(v);
	mr()[1] = any_flexpage(v).raw;
	return l4_msgtag(L4_PROTO_SIGMA0, 2, 0, 0);
}

static l4_msgtag_t message_for(struct victim *v, enum kind kind, struct attempt *a)
{
	switch (kind) {
	case KIND_TASK:
		return task_message(v);
	case KIND_THREAD:
		return chance(dice(v), 50) ? thread_message(v) : ipc_message(v);
	case KIND_FACTORY:
		return factory_message(v, a);
	case KIND_IRQ:
		return irq_message(v);
	case KIND_SEMAPHORE:
		return semaphore_message(v);
	case KIND_ICU:
		return icu_message(v);
	case KIND_SCHEDULER:
		return scheduler_message(v);
	case KIND_LOG:
		return log_message(v);
	case KIND_SIGMA0:
		return sigma0_message(v);
	default:
		return gate_message(v);
	}
}

/* ---- Damage --------------------------------------------------------------------------------- */

static void noise(struct victim *v, struct attempt *a)
{
	l4_utcb_t *u = l4_utcb();

	for (unsigned i = 0; i < L4_UTCB_GENERIC_DATA_SIZE; i++)
		u->mr[i] = (l4_umword_t)random_bits(dice(v));
	for (unsigned i = 0; i < L4_UTCB_GENERIC_BUFFERS_SIZE; i++)
		u->br[i] = (l4_umword_t)random_bits(dice(v));
	u->bdr     = (l4_umword_t)random_bits(dice(v));
	a->dest    = any_selector(v);
	a->flags   = random_below(dice(v), 16);
	a->tag.raw = (l4_mword_t)random_bits(dice(v));
	a->tag     = l4_msgtag((long)random_below(dice(v), 40) - 30, l4_msgtag_words(a->tag),
			       l4_msgtag_items(a->tag), l4_msgtag_flags(a->tag));
}

static void damage(struct victim *v, struct attempt *a)
{
	switch (random_below(dice(v), 5)) {
	case 0:
		a->tag.raw ^= 1L << random_below(dice(v), 24);
		break;
	case 1:
		mr()[random_below(dice(v), 8)] = any_word(v);
		break;
	case 2:
		mr()[random_below(dice(v), L4_UTCB_GENERIC_DATA_SIZE)] ^=
			(l4_umword_t)1 << random_below(dice(v), L4_WORD_BITS);
		break;
	case 3:
		any_buffers(v);
		break;
	default:
		any_items(v, l4_msgtag_words(a->tag), 1 + random_below(dice(v), 3));
		a->tag.raw |= (l4_mword_t)(1 + random_below(dice(v), 3)) << 6;
	}
}

/* Take out what would legitimately end the run, keep memory, or take the CPU from the supervisor. */
static void defuse(struct attempt *a)
{
	long label = l4_msgtag_label(a->tag);

	if (label == L4_PROTO_PLATFORM_CTL && mr()[0] == L4_PLATFORM_CTL_SYS_SHUTDOWN_OP)
		mr()[1] |= 2;
	if (label == L4_PROTO_FACTORY && (l4_mword_t)mr()[0] == L4_PROTO_TASK && !tasks_allowed)
		mr()[0] = L4_PROTO_NONE;
	if (label == L4_PROTO_LOG && mr()[0] == L4_VCON_WRITE_OP)
		mr()[1] = 0;
	if (label == L4_PROTO_SCHEDULER) {
		if ((l4_mword_t)mr()[3] > VICTIM_PRIORITY)
			mr()[3] = 1 + mr()[3] % VICTIM_PRIORITY;
		mr()[6] = (mr()[6] & ~0xffffUL) | (1 + (mr()[6] & 0xffff) % VICTIM_PRIORITY);
	}
}

void attempt_make(struct victim *v, struct attempt *a)
{
	static const uint8_t flags[] = {
		L4_SYSF_NONE, L4_SYSF_SEND,           L4_SYSF_SEND,
		L4_SYSF_RECV, L4_SYSF_WAIT,           L4_SYSF_SEND_AND_WAIT,
		L4_SYSF_RECV, L4_SYSF_REPLY_AND_WAIT, L4_SYSF_REPLY_AND_WAIT};
	unsigned slot  = any_slot(v);
	enum kind kind = (enum kind)v->den->kinds[slot];

	*a = (struct attempt){.flags = L4_SYSF_CALL, .dest = slot_cap(slot)};
	if (chance(dice(v), NOISE_PERCENT)) {
		noise(v, a);
	} else {
		if (chance(dice(v), WRONG_KIND_PERCENT))
			kind = (enum kind)random_below(dice(v), KINDS);
		if (chance(dice(v), 20))
			any_buffers(v);
		a->tag = message_for(v, kind, a);
		if (chance(dice(v), OTHER_FLAGS))
			a->flags = flags[random_below(dice(v), sizeof(flags))];
		if (chance(dice(v), 2))
			a->dest = any_selector(v);
		if (chance(dice(v), DAMAGE_PERCENT))
			damage(v, a);
	}
	a->timeout = any_timeout(v);
	defuse(a);
}
