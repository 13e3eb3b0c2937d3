/*
 * Victims as virtual CPUs, and with page-fault trampolines: what stands in the memory that they share
 * with the kernel, and what they do when the kernel makes them go on at a handler.
 *
 *      KU memory of a den:  UTCBs | state areas | trampolines, one for each body
 *
 * A vCPU runs user code in some den's task, its own or another. Its handler resumes, with registers old,
 * new or hostile, or starts the victim from its beginning. Everything here may be overwritten at any
 * time, by other victims of the den as well.
 */
#include <l4/sys/pf_trampoline.h>
#include <l4/sys/vcpu.h>
#include "tests/fuzz/machine.h"
#include "tests/fuzz/messages.h"

enum {
	STATES_AT      = KU_AT + (1 << KU_ORDER) / 2,
	TRAMPOLINES_AT = STATES_AT + BODIES * L4_VCPU_STATE_SIZE,
	TRAMPOLINE_GAP = 256,
	HOSTILE        = 15, /* percent of fillings in which a word is any word */
};

_Static_assert(sizeof(l4_pf_trampoline_t) <= TRAMPOLINE_GAP &&
		       TRAMPOLINES_AT + BODIES * TRAMPOLINE_GAP <= KU_AT + (1UL << KU_ORDER),
	       "each body has its area");

extern const char l4re_thread_entry[]; /* pops function and argument from the stack */

static unsigned body_of(const struct victim *v)
{
	return (unsigned)(v - v->den->victims) % BODIES;
}

static l4_addr_t stack_end(const struct victim *v)
{
	return (l4_addr_t)(v->den->stacks[body_of(v)] + STACK_SIZE);
}

l4_addr_t vcpu_state_address(const struct victim *v)
{
	return STATES_AT + body_of(v) * L4_VCPU_STATE_SIZE;
}

l4_addr_t trampoline_address(const struct victim *v)
{
	return TRAMPOLINES_AT + body_of(v) * TRAMPOLINE_GAP;
}

/* One word of an area becomes anything. */
static void spoil(struct victim *v, l4_addr_t area, unsigned bytes)
{
	if (chance(&v->random, HOSTILE))
		((l4_umword_t *)
			 area)[random_below(&v->random, bytes / (unsigned)sizeof(l4_umword_t))] =
			any_word(v);
}

/* From the victim's beginning again, whatever stack and registers are like. */
static void start_again(struct victim *v)
{
	v->count++;
	l4_thread_ex_regs(L4_INVALID_CAP, (l4_addr_t)l4re_thread_entry,
			  victim_stack(v->den, body_of(v)), 0);
}

/* ---- Virtual CPUs --------------------------------------------------------------------------- */

/* What vCPUs do in user mode: nothing of it is executed, all of it leads to the handler. */
static void user_code(void *victim)
{
	struct victim *v  = victim;
	l4_umword_t label = 0;

	for (;;) {
		switch (random_below(&v->random, 4)) {
		case 0:
			(void)*(volatile char *)any_address(v);
			break;
		case 1:
			machine_noise(v);
			break;
		default:
			l4_syscall(any_selector(v) | random_below(&v->random, 16),
				   l4_msgtag(2 + (long)random_below(&v->random, 9), 0, 0, 0),
				   &label, any_timeout(v));
		}
	}
}

/* The victim is found by its UTCB, so that a spoilt state area does not matter. */
static struct victim *victim_of(const struct den *den)
{
	unsigned body = (unsigned)(((l4_addr_t)l4_utcb() - KU_AT) / L4_UTCB_OFFSET) % BODIES;

	return (struct victim *)&den->victims[body];
}

/* Where events lead to: resume, perhaps with items, or begin anew. */
static void handler(l4_vcpu_state_t *state)
{
	struct victim *v = victim_of((const struct den *)state->user_data[0]);
	unsigned items   = random_below(&v->random, 3);

	if (chance(&v->random, 40))
		vcpu_fill(v);
	v->count++;
	if (chance(&v->random, 70)) {
		mr()[0] = L4_THREAD_VCPU_RESUME_OP;
		any_items(v, 1, items);
		l4_ipc_call(L4_INVALID_CAP, l4_utcb(), l4_msgtag(L4_PROTO_THREAD, 1, items, 0),
			    L4_IPC_NEVER);
	}
	start_again(v);
}

static l4_umword_t any_user_task(struct victim *v)
{
	l4_umword_t task = slot_cap(SLOT_DENS + random_below(&v->random, DENS));

	switch (random_below(&v->random, 10)) {
	case 0:
		return any_selector(v);
	case 1:
		return task | L4_SYSF_REPLY; /* none any more */
	case 2:
	case 3:
		return task | L4_SYSF_SEND; /* the one from before */
	default:
		return task;
	}
}

void vcpu_fill(struct victim *v)
{
	static const uint16_t flags[] = {L4_VCPU_F_IRQ, L4_VCPU_F_PAGE_FAULTS, L4_VCPU_F_EXCEPTIONS,
					 L4_VCPU_F_USER_MODE, L4_VCPU_F_FPU_ENABLED};
	l4_vcpu_state_t *s            = (l4_vcpu_state_t *)vcpu_state_address(v);
	struct random *r              = &v->random;
	struct den *where             = chance(r, 70) ? v->den : &dens[random_below(r, DENS)];

	s->user_data[0] = (l4_umword_t)v->den;
	s->entry_ip     = (l4_addr_t)handler;
	s->entry_sp     = stack_end(v) - 2 * sizeof(l4_umword_t) - sizeof(l4_addr_t);
	s->user_task    = any_user_task(v);
	s->saved_state  = chance(r, 5) ? (l4_uint16_t)random_bits(r) : 0;
	for (unsigned i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (chance(r, 50))
			s->saved_state |= flags[i];
	machine_begin(&s->r, user_code, &where->victims[random_below(r, BODIES)],
		      (l4_addr_t)(where->stacks[random_below(r, BODIES)] + STACK_SIZE));
	machine_set_utcb(&s->r, (l4_addr_t)l4_utcb());
	if (chance(r, 20))
		s->sticky_flags = (l4_uint16_t)random_below(r, 4);
	if (chance(r, 50)) /* allow events at once */
		s->state = (l4_uint16_t)random_below(r, 256);
	spoil(v, (l4_addr_t)s, L4_VCPU_STATE_BYTES);
}

/* ---- Page-fault trampolines ----------------------------------------------------------------- */

static void fault_handler(l4_pf_trampoline_t *t)
{
	struct victim *v = victim_of((const struct den *)t->user_data[0]);

	spoil(v, (l4_addr_t)t, sizeof(*t));
	v->count++;
	switch (random_below(&v->random, 6)) {
	case 0: /* once more into the same fault, and then to the pager, or here again */
		l4_thread_pf_trampoline_resume();
		break;
	case 1:
		l4_thread_pf_trampoline_reflect();
		break;
	case 2:
		l4_thread_pf_trampoline_op(L4_INVALID_CAP, L4_PF_TRAMPOLINE_DISABLE, 1);
		break;
	default:
		l4_thread_pf_trampoline_op(L4_INVALID_CAP, L4_PF_TRAMPOLINE_ENABLE, 1);
	}
	start_again(v);
}

void trampoline_fill(struct victim *v)
{
	l4_pf_trampoline_t *t = (l4_pf_trampoline_t *)trampoline_address(v);

	t->handler_ip   = (l4_addr_t)fault_handler;
	t->user_data[0] = (l4_umword_t)v->den;
	spoil(v, (l4_addr_t)t, sizeof(*t));
}
