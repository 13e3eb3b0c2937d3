/*
 * Operations on threads (abi sheet §8.3): one function for each, chosen from operations[].
 */
#include <l4/sys/pf_trampoline.h>
#include "tests/fuzz/machine.h"
#include "tests/fuzz/messages.h"

extern const char l4re_thread_entry[]; /* pops function and argument from the stack */

typedef l4_msgtag_t operation(struct victim *v, struct attempt *a);

static l4_msgtag_t of_thread(unsigned words, unsigned items)
{
	return l4_msgtag(L4_PROTO_THREAD, words, items, 0);
}

/* Invoke oneself: some operations mean nobody else. */
static void to_oneself(struct victim *v, struct attempt *a)
{
	if (chance(&v->random, 70))
		a->dest = L4_INVALID_CAP;
}

/* ---- Control -------------------------------------------------------------------------------- */

static l4_cap_idx_t any_handler(struct victim *v)
{
	return chance(&v->random, 70) ? slot_cap(SLOT_GUARDIAN) : any_selector(v);
}

static l4_msgtag_t control(struct victim *v, struct attempt *a)
{
	struct random *r = &v->random;

	(void)a;
	l4_thread_control_start();
	if (chance(r, 50))
		l4_thread_control_pager(any_handler(v));
	if (chance(r, 50))
		l4_thread_control_exc_handler(any_handler(v));
	if (chance(r, 20))
		l4_thread_control_alien(chance(r, 30));
	if (!chance(r, 60))
		return of_thread(6, 0);
	mr()[0] |= L4_THREAD_CONTROL_BIND_TASK;
	mr()[5] = chance(r, 90) ? KU_AT + random_below(r, 16) * L4_UTCB_OFFSET : any_address(v);
	if (chance(r, 70))
		den_item(v, 6);
	else
		capability_item(v, 6);
	return of_thread(6, 1);
}

/* Registers: a new beginning, nothing new, or where nothing is; never the middle of our code. */
static l4_msgtag_t ex_regs(struct victim *v, struct attempt *a)
{
	const l4_umword_t keep = ~(l4_umword_t)0;
	struct random *r       = &v->random;

	(void)a;
	mr()[0] = L4_THREAD_EX_REGS_OP | (l4_umword_t)random_below(r, 4) << 16;
	if (chance(r, 10))
		mr()[0] |= (l4_umword_t)random_below(r, 4) << 24;
	switch (random_below(r, 5)) {
	case 0:
		mr()[1] = mr()[2] = keep;
		break;
	case 1:
		mr()[1] = chance(r, 50) ? HOLE_AT : L4_A_KERNEL_ADDRESS;
		mr()[2] = any_word(v);
		break;
	case 2:
		mr()[1] = (l4_umword_t)random_bits(r) | (l4_umword_t)1 << (L4_WORD_BITS - 1);
		mr()[2] = keep;
		break;
	default:
		mr()[1] = (l4_umword_t)l4re_thread_entry;
		mr()[2] = victim_stack(v->den, random_below(r, BODIES));
	}
	return of_thread(3, 0);
}

/* ---- vCPUs and trampolines (vcpu.c knows what is in their memory) --------------------------- */

static l4_msgtag_t vcpu_control(struct victim *v, struct attempt *a)
{
	to_oneself(v, a);
	mr()[0] = L4_THREAD_VCPU_CONTROL_OP;
	mr()[1] = vcpu_state_address(v);
	if (chance(&v->random, 15))
		mr()[1] = any_address(v) + random_below(&v->random, 16);
	if (chance(&v->random, 5))
		mr()[0] |= L4_THREAD_VCPU_CONTROL_EXTENDED;
	else if (mr()[1] == vcpu_state_address(v))
		vcpu_fill(v);
	return of_thread(2, 0);
}

static l4_msgtag_t vcpu_resume(struct victim *v, struct attempt *a)
{
	unsigned words = 1 + random_below(&v->random, 3), items = random_below(&v->random, 4);

	to_oneself(v, a);
	vcpu_fill(v);
	mr()[0] = L4_THREAD_VCPU_RESUME_OP;
	any_items(v, words, items);
	return of_thread(words, items);
}

static l4_msgtag_t trampoline(struct victim *v, struct attempt *a)
{
	unsigned sub = random_below(&v->random, L4_PF_TRAMPOLINE_ENABLE + 2);

	to_oneself(v, a);
	if (chance(&v->random, 40))
		sub = L4_PF_TRAMPOLINE_SETUP;
	trampoline_fill(v);
	mr()[0] = L4_THREAD_PF_TRAMPOLINE_OP | (l4_umword_t)sub << L4_PF_TRAMPOLINE_SHIFT;
	mr()[1] = chance(&v->random, 85) ? trampoline_address(v) : any_address(v);
	return of_thread(sub == L4_PF_TRAMPOLINE_SETUP ? 2 : 1, 0);
}

/* ---- The others ----------------------------------------------------------------------------- */

static l4_msgtag_t switch_to(struct victim *v, struct attempt *a)
{
	(void)v, (void)a;
	mr()[0] = L4_THREAD_SWITCH_OP;
	return of_thread(1, 0);
}

static l4_msgtag_t stats(struct victim *v, struct attempt *a)
{
	(void)v, (void)a;
	mr()[0] = L4_THREAD_STATS_OP;
	return of_thread(1, 0);
}

/* The deletion IRQ, or the doorbell, which asks for the same item. */
static l4_msgtag_t register_irq(struct victim *v, struct attempt *a)
{
	(void)a;
	mr()[0] = chance(&v->random, 90) ? L4_THREAD_REGISTER_DELETE_IRQ_OP
					 : L4_THREAD_REGISTER_DOORBELL_IRQ_OP;
	irq_item(v, 1);
	return of_thread(1, 1);
}

/* Patterns that match often: masks with few bits. */
static l4_msgtag_t modify_senders(struct victim *v, struct attempt *a)
{
	l4_msgtag_t tag = l4_thread_modify_sender_start();
	unsigned n      = random_below(&v->random, 17);

	(void)a;
	for (unsigned i = 0; i < n; i++) {
		l4_umword_t mask = any_word(v) & any_word(v);

		l4_thread_modify_sender_add(mask, any_word(v) & mask, any_word(v), any_word(v),
					    &tag);
	}
	if (chance(&v->random, 20))
		tag.raw ^= (l4_mword_t)random_below(&v->random, 4);
	return tag;
}

/* Operations that only one machine has: segments, thread registers. */
static l4_msgtag_t machine_operation(struct victim *v, struct attempt *a)
{
	unsigned words = 1 + random_below(&v->random, 7);

	to_oneself(v, a);
	mr()[0] = (L4_THREAD_X86_GDT_OP + random_below(&v->random, 4)) |
		  (l4_umword_t)random_below(&v->random, 3) << 16;
	mr()[1] = chance(&v->random, 70) ? random_below(&v->random, 6) : any_word(v);
	machine_segments(v, 2, words);
	return of_thread(words, 0);
}

static l4_msgtag_t unknown(struct victim *v, struct attempt *a)
{
	unsigned words = random_below(&v->random, 12);

	(void)a;
	for (unsigned i = 0; i < words; i++)
		mr()[i] = any_word(v);
	capability_item(v, words);
	return of_thread(words, random_below(&v->random, 2));
}

l4_msgtag_t thread_message(struct victim *v, struct attempt *a)
{
	static operation *const operations[] = {
		control,        control,           control,     ex_regs,      ex_regs,
		ex_regs,        vcpu_control,      vcpu_resume, vcpu_resume,  trampoline,
		trampoline,     switch_to,         stats,       register_irq, register_irq,
		modify_senders, machine_operation, unknown,
	};

	return operations[random_below(&v->random, sizeof(operations) / sizeof(operations[0]))](v,
												a);
}
