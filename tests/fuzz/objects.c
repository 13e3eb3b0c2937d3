/*
 * Messages to tasks, factories, the scheduler, the log, sigma0: each function knows one protocol.
 */
#include "tests/fuzz/messages.h"

/* ---- Tasks (abi sheet §8.1) ----------------------------------------------------------------- */

static l4_msgtag_t task_map(struct victim *v)
{
	mr()[0] = L4_TASK_MAP_OP;
	any_items(v, 1, 1);
	if (l4_fpage_type((l4_fpage_t){mr()[2]}) == L4_FPAGE_OBJ && chance(&v->random, 80))
		mr()[1] = (mr()[1] & 0xff) | slot_cap(any_slot(v));
	den_item(v, 3);
	return l4_msgtag(L4_PROTO_TASK, 3, 1, 0);
}

static l4_msgtag_t task_unmap(struct victim *v)
{
	unsigned words = 2 + random_below(&v->random, chance(&v->random, 5) ? 62 : 4);

	mr()[0] = L4_TASK_UNMAP_OP;
	mr()[1] = (l4_umword_t)random_below(&v->random, 4) << 30 | random_below(&v->random, 2);
	for (unsigned i = 2; i < words && i < L4_UTCB_GENERIC_DATA_SIZE; i++)
		mr()[i] = any_flexpage(v).raw;
	return l4_msgtag(L4_PROTO_TASK, words, 0, 0);
}

static l4_msgtag_t task_delete(struct victim *v)
{
	mr()[0] = L4_TASK_UNMAP_OP;
	mr()[1] = L4_FP_DELETE_OBJ;
	mr()[2] = l4_obj_fpage(slot_cap(any_slot(v)), 0, L4_CAP_FPAGE_RWSD).raw;
	return l4_msgtag(L4_PROTO_TASK, 3, 0, 0);
}

static l4_msgtag_t task_cap_info(struct victim *v)
{
	mr()[0] = L4_TASK_CAP_INFO_OP;
	mr()[1] = any_selector(v);
	mr()[2] = any_selector(v);
	return l4_msgtag(L4_PROTO_TASK, 2 + random_below(&v->random, 3), 0, 0);
}

/* Areas of all sizes, anywhere: over others, at the end of user memory, behind it, none at all. */
static l4_msgtag_t task_add_ku_mem(struct victim *v)
{
	unsigned areas = 1 + random_below(&v->random, 3);

	mr()[0] = L4_TASK_ADD_KU_MEM_OP;
	for (unsigned i = 1; i <= areas; i++) {
		unsigned order = 12 + random_below(&v->random, 2);

		if (chance(&v->random, 20))
			order = random_below(&v->random, 64);
		mr()[i] = l4_fpage(any_address(v), order, L4_FPAGE_RW).raw;
		if (chance(&v->random, 10))
			mr()[i] = any_flexpage(v).raw;
	}
	return l4_msgtag(L4_PROTO_TASK, 1 + areas, 0, 0);
}

/* What only one machine has. */
static l4_msgtag_t task_machine_operation(struct victim *v)
{
	mr()[0] = L4_TASK_LDT_SET_X86_OP + random_below(&v->random, 2);
	mr()[1] = any_word(v);
	return l4_msgtag(L4_PROTO_TASK, 2 + random_below(&v->random, 8), 0, 0);
}

l4_msgtag_t task_message(struct victim *v, struct attempt *a)
{
	static l4_msgtag_t (*const operations[])(struct victim *) = {
		task_map,        task_map,
		task_map,        task_map,
		task_map,        task_unmap,
		task_unmap,      task_unmap,
		task_unmap,      task_delete,
		task_cap_info,   task_cap_info,
		task_add_ku_mem, task_machine_operation,
	};

	(void)a;
	return operations[random_below(&v->random, sizeof(operations) / sizeof(operations[0]))](v);
}

/* ---- Factories (§8.4) ----------------------------------------------------------------------- */

static l4_msgtag_t gate_arguments(struct victim *v, l4_msgtag_t tag)
{
	(void)tag;
	mr()[1] = L4_VARG_TYPE_UMWORD | sizeof(l4_umword_t) << 16;
	mr()[2] =
		chance(&v->random, 80) ? (l4_umword_t)random_bits(&v->random) & ~15UL : any_word(v);
	thread_item(v, 3);
	return l4_msgtag(L4_PROTO_FACTORY, 3, chance(&v->random, 80), 0);
}

static l4_msgtag_t task_arguments(struct victim *v, l4_msgtag_t tag)
{
	l4_factory_create_add_fpage(l4_fpage(KU_AT, 12 + random_below(&v->random, 3), 6), &tag);
	if (chance(&v->random, 20))
		mr()[2] = any_flexpage(v).raw;
	return tag;
}

static l4_msgtag_t factory_arguments(struct victim *v, l4_msgtag_t tag)
{
	l4_factory_create_add_uint(
		random_below(&v->random, 4) ? random_below(&v->random, 65536) : any_word(v), &tag);
	return tag;
}

static l4_msgtag_t no_arguments(struct victim *v, l4_msgtag_t tag)
{
	(void)v;
	return tag;
}

l4_msgtag_t factory_message(struct victim *v, struct attempt *a)
{
	static const struct {
		int16_t protocol;
		uint8_t kind;
		l4_msgtag_t (*arguments)(struct victim *, l4_msgtag_t);
	} types[] = {
		{L4_PROTO_NONE, KIND_GATE, gate_arguments},
		{L4_PROTO_NONE, KIND_GATE, gate_arguments},
		{L4_PROTO_KOBJECT, KIND_GATE, gate_arguments},
		{L4_PROTO_TASK, KIND_TASK, task_arguments},
		{L4_PROTO_THREAD, KIND_THREAD, no_arguments},
		{L4_PROTO_THREAD, KIND_THREAD, no_arguments},
		{L4_PROTO_FACTORY, KIND_FACTORY, factory_arguments},
		{L4_PROTO_IRQ_SENDER, KIND_IRQ, no_arguments},
		{L4_PROTO_IRQ_SENDER, KIND_IRQ, no_arguments},
		{L4_PROTO_SEMAPHORE, KIND_SEMAPHORE, no_arguments},
		{L4_PROTO_VM, KIND_EMPTY, task_arguments},
		{L4_PROTO_DMA_SPACE, KIND_EMPTY, no_arguments},
		{L4_PROTO_VCPU_CONTEXT, KIND_EMPTY, no_arguments},
	};
	unsigned i = random_below(&v->random, sizeof(types) / sizeof(types[0]));

	a->slot   = SLOT_PLAY + random_below(&v->random, SLOTS - SLOT_PLAY);
	a->expect = (enum kind)types[i].kind;
	return types[i].arguments(v, l4_factory_create_start(types[i].protocol, slot_cap(a->slot)));
}

/* ---- Scheduler (§8.8) ----------------------------------------------------------------------- */

/* A CPU set in MR1 and MR2: mostly with a CPU in it that is there, else any granularity and offset. */
static void cpu_set(struct victim *v)
{
	struct random *r = &v->random;

	mr()[1] = 0;
	mr()[2] = (l4_umword_t)(1 | random_below(r, 16)) << random_below(r, cpus);
	if (chance(r, 20))
		mr()[1] = (l4_umword_t)random_below(r, 32) << 24 | random_below(r, 8);
	if (chance(r, 10))
		mr()[1] = any_word(v);
	if (chance(r, 10))
		mr()[2] = any_word(v);
}

static l4_msgtag_t run_thread(struct victim *v)
{
	struct random *r = &v->random;

	mr()[0] = L4_SCHEDULER_RUN_THREAD_OP;
	cpu_set(v);
	mr()[3] = chance(r, 95) ? 1 + random_below(r, VICTIM_PRIORITY) : any_word(v);
	mr()[4] = chance(r, 80) ? 0 : any_word(v);
	thread_item(v, 5);
	return l4_msgtag(L4_PROTO_SCHEDULER, 5, 1, 0);
}

/* The same with a class and a block of parameters. */
static l4_msgtag_t run_thread_in_class(struct victim *v)
{
	struct random *r = &v->random;

	run_thread(v);
	mr()[3] = (l4_umword_t)-1 - random_below(r, 3);
	mr()[4] = chance(r, 80) ? 6 * sizeof(l4_umword_t) : any_word(v);
	mr()[5] = any_word(v);
	mr()[6] = 1 + random_below(r, VICTIM_PRIORITY);
	thread_item(v, 7);
	return l4_msgtag(L4_PROTO_SCHEDULER, 7, 1, 0);
}

static l4_msgtag_t scheduler_question(struct victim *v)
{
	mr()[0] = chance(&v->random, 50) ? L4_SCHEDULER_INFO_OP : L4_SCHEDULER_IDLE_TIME_OP;
	cpu_set(v);
	return l4_msgtag(L4_PROTO_SCHEDULER, 1 + random_below(&v->random, 3), 0, 0);
}

l4_msgtag_t scheduler_message(struct victim *v, struct attempt *a)
{
	switch (random_below(&v->random, 8)) {
	case 0:
	case 1:
		return scheduler_question(v);
	case 2:
		return icu_message(v, a); /* it has a pin */
	case 3:
		return run_thread_in_class(v);
	default:
		return run_thread(v);
	}
}

/* ---- Log (§8.9) ----------------------------------------------------------------------------- */

/* No text that anybody would see: the console belongs to the supervisor. */
l4_msgtag_t log_message(struct victim *v, struct attempt *a)
{
	if (chance(&v->random, 40))
		return icu_message(v, a); /* it has a pin */
	mr()[0] = random_below(&v->random, 5);
	for (unsigned i = 1; i <= 3; i++)
		mr()[i] = any_word(v);
	if (mr()[0] == L4_VCON_READ_OP)
		mr()[0] |= any_word(v) << 16;
	return l4_msgtag(L4_PROTO_LOG, random_below(&v->random, 6), 0, 0);
}

/* ---- sigma0 (§11.5) ------------------------------------------------------------------------- */

l4_msgtag_t sigma0_message(struct victim *v, struct attempt *a)
{
	(void)a;
	any_buffers(v);
	if (chance(&v->random, 15)) { /* I/O ports, as a fault would ask for them */
		mr()[0] = any_port_flexpage(v).raw;
		mr()[1] = 0;
		return l4_msgtag(L4_PROTO_IO_PAGE_FAULT, 2, 0, 0);
	}
	mr()[0] = (l4_umword_t)L4_SIGMA0_REQ_MAGIC | random_below(&v->random, 16) << 4;
	if (mr()[0] == (l4_umword_t)L4_SIGMA0_REQ_DEBUG_DUMP)
		mr()[0] = any_word(v);
	mr()[1] = any_flexpage(v).raw;
	return l4_msgtag(L4_PROTO_SIGMA0, 2, 0, 0);
}
