/*
 * The scheduler object. A CPU set in a message is two words:
 *
 *      A = granularity << 24 | offset      B: bit i stands for 2^granularity CPUs from
 *                                          offset + i * 2^granularity on
 *
 * Source: abi sheet §8.8.
 */
#include "kernel/ipc/invoke.h"
#include "kernel/object/icu.h"
#include "kernel/object/irq.h"
#include "kernel/object/scheduler.h"
#include "kernel/object/thread.h"
#include "kernel/sched/cpu.h"

enum {
	GRANULARITY_SHIFT = 24,
	GRANULARITY_MAX   = 24,
	OFFSET_MASK       = (1 << GRANULARITY_SHIFT) - 1,

	CLASS_FIXED_PRIORITY = -1,
	CLASSES              = 1 << -CLASS_FIXED_PRIORITY, /* mask of those that exist */
};

struct cpu_set {
	unsigned granularity, offset;
	word_t map;
};

static struct cpu_set cpu_set(word_t a, word_t map)
{
	struct cpu_set s;

	s.granularity = (unsigned)min_of((a >> GRANULARITY_SHIFT) & 0xff, (word_t)GRANULARITY_MAX);
	s.offset      = align_down((unsigned)a & OFFSET_MASK, s.granularity);
	s.map         = map;
	return s;
}

static bool in_set(const struct cpu_set *s, unsigned cpu)
{
	unsigned bit = (cpu - s->offset) >> s->granularity;

	return cpu < cpu_count && cpu >= s->offset && bit < L4_WORD_BITS && s->map >> bit & 1;
}

static struct cpu *first_in_set(const struct cpu_set *s)
{
	for (unsigned i = 0; i < cpu_count; i++)
		if (in_set(s, i))
			return &cpus[i];
	return NULL;
}

/* ---- Operations ----------------------------------------------------------------------------- */

static void info(struct invocation *inv)
{
	struct cpu_set all = cpu_set(message_word(inv, 1), ~(word_t)0);
	word_t present     = 0;

	if (l4_msgtag_words(inv->tag) < 2) {
		answer(inv, -L4_EMSGTOOSHORT, 0);
		return;
	}
	if (all.offset >= CPU_MAX) {
		answer(inv, -L4_ERANGE, 0);
		return;
	}
	for (unsigned i = all.offset; i < cpu_count; i++)
		if (in_set(&all, i))
			present |= (word_t)1 << ((i - all.offset) >> all.granularity);
	answer_word(inv, 0, present);
	answer_word(inv, 1, CPU_MAX);
	answer_word(inv, 2, CLASSES);
	answer(inv, 0, 3);
}

struct parameters {
	long priority;
	word_t quantum;
};

/* MR3 is a priority (then MR4 is the quantum), or a class, with a block of parameters behind it. */
static long parameters_decode(const struct invocation *inv, struct parameters *p)
{
	const unsigned block_words = 6; /* MR1..MR6: set, class, length, quantum, priority */
	long class                 = (long)message_word(inv, 3);
	word_t length              = message_word(inv, 4);

	if (class >= 0) {
		p->priority = class;
		p->quantum  = length;
	} else if (class == CLASS_FIXED_PRIORITY) {
		if (length > (l4_msgtag_words(inv->tag) - 1) * sizeof(word_t) ||
		    length < (block_words - 1) * sizeof(word_t) + sizeof(uint16_t))
			return -L4_EINVAL;
		p->quantum  = message_word(inv, 5);
		p->priority = message_word(inv, 6) & 0xffff;
	} else {
		return -L4_ERANGE;
	}
	return p->priority > 0 ? 0 : -L4_EINVAL;
}

/* 0 means the default. A slice shorter than the granularity would be all timer interrupts. */
static uint32_t quantum_us(word_t asked)
{
	if (!asked)
		return DEFAULT_QUANTUM_US;
	return (uint32_t)min_of(max_of(asked, (word_t)GRANULARITY_US), (word_t)UINT32_MAX);
}

struct run_thread {
	struct cpu_set set;
	struct cpu *caller;
	struct parameters parameters;
};

/* Where @p t shall run: where it does, else where the caller is, else anywhere in the set. */
static struct cpu *choose_cpu(const struct run_thread *r, const struct thread *t)
{
	if (t->scheduled && in_set(&r->set, t->home->number))
		return t->home;
	if (in_set(&r->set, r->caller->number))
		return r->caller;
	return first_in_set(&r->set);
}

static long run_thread_here(struct thread *t, void *argument)
{
	const struct run_thread *r = argument;

	thread_schedule(t, choose_cpu(r, t),
			(unsigned)min_of(r->parameters.priority, (long)PRIORITY_MAX),
			quantum_us(r->parameters.quantum));
	return 0;
}

static long run_thread(struct invocation *inv)
{
	struct run_thread r;
	struct object *obj;
	struct thread *t;
	word_t rights;
	long error;

	if (l4_msgtag_words(inv->tag) < 5)
		return -L4_EINVAL;
	error = capability_argument(inv, 0, &obj, &rights);
	if (error)
		return error;
	t = thread_of(obj);
	if (!t)
		return -L4_EINVAL;
	error = parameters_decode(inv, &r.parameters);
	if (error)
		return error;
	r.set    = cpu_set(message_word(inv, 1), message_word(inv, 2));
	r.caller = cpu_current();
	object_get(obj);
	thread_call(t, run_thread_here, &r);
	object_put(obj);
	return 0;
}

static long idle_time_here(void *idle_us)
{
	struct cpu *c = cpu_current();

	cpu_account(c);
	*(usec_t *)idle_us = c->idle_us;
	return 0;
}

static void idle_time(struct invocation *inv)
{
	struct cpu_set set = cpu_set(message_word(inv, 1), message_word(inv, 2));
	struct cpu *c      = first_in_set(&set);
	usec_t idle_us;

	if (l4_msgtag_words(inv->tag) < 3) {
		answer(inv, -L4_EMSGTOOSHORT, 0);
	} else if (!c) {
		answer(inv, -L4_EINVAL, 0);
	} else {
		cpu_call(c, idle_time_here, &idle_us);
		answer_u64(inv, idle_us);
	}
}

static void scheduler_invoke(struct object *obj, word_t rights, struct invocation *inv)
{
	(void)obj, (void)rights;
	if (l4_msgtag_label(inv->tag) == L4_PROTO_IRQ) {
		icu_control((struct icu_pins){IRQ_PIN_SCHEDULER, 1, 0}, inv);
		return;
	}
	if (l4_msgtag_label(inv->tag) != L4_PROTO_SCHEDULER) {
		answer(inv, -L4_EBADPROTO, 0);
		return;
	}
	if (l4_msgtag_words(inv->tag) < 1) {
		answer(inv, -L4_EMSGTOOSHORT, 0);
		return;
	}
	switch (message_word(inv, 0)) {
	case L4_SCHEDULER_INFO_OP:
		info(inv);
		break;
	case L4_SCHEDULER_RUN_THREAD_OP:
		answer_result(inv, run_thread(inv));
		break;
	case L4_SCHEDULER_IDLE_TIME_OP:
		idle_time(inv);
		break;
	default:
		answer(inv, -L4_ENOSYS, 0);
		break;
	}
}

const struct object_type scheduler_type = {
	.kind   = OBJECT_SCHEDULER,
	.name   = "scheduler",
	.invoke = scheduler_invoke,
};
