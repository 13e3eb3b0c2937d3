/*
 * Houses: the tasks of the soak, made for a round and deleted after it.
 */
#include "tests/smp/soak.h"

extern char image_base[] __attribute__((visibility("hidden")));
extern char image_end[] __attribute__((visibility("hidden")));
extern const char l4re_thread_entry[]; /* pops function and argument from the stack */

struct house houses[HOUSES];

l4_addr_t make_stack(struct house *h, unsigned body, void (*run)(void *), void *argument)
{
	l4_addr_t *top = (l4_addr_t *)(h->stacks[body] + STACK_BYTES);

	*--top = (l4_addr_t)argument;
	*--top = (l4_addr_t)run;
	return (l4_addr_t)top;
}

l4_msgtag_t move_somewhere(l4_cap_idx_t cap, struct random *r)
{
	l4_sched_param_t sched = l4_sched_param(1 + random_below(r, PRIORITIES), 0);

	sched.affinity = l4_sched_cpu_set(random_below(r, soak_round.cpus), 0, 1);
	return l4_scheduler_run_thread(slot_cap(SLOT_SCHED), cap, &sched);
}

static bool map_range(l4_cap_idx_t task, l4_addr_t start, l4_addr_t end, unsigned char rights)
{
	for (l4_addr_t at = start; at < end;) {
		unsigned order = l4_fpage_max_order(L4_PAGESHIFT, at, at, end, at);

		if (l4_error(l4_task_map(task, L4_BASE_TASK_CAP, l4_fpage(at, order, rights),
					 l4_map_control(at, 0, 0))))
			return false;
		at += 1UL << order;
	}
	return true;
}

/* The program, read-only, and in it the house's own memory. */
static bool make_task(unsigned h)
{
	const l4_cap_idx_t task = slot_cap(SLOT_TASKS + h);
	l4_fpage_t utcbs        = l4_fpage(KU_AT, KU_ORDER, L4_FPAGE_RW);
	l4_addr_t start         = l4_trunc_page((l4_addr_t)image_base);
	l4_addr_t end           = l4_round_page((l4_addr_t)image_end);
	l4_addr_t own           = (l4_addr_t)&houses[h];

	return l4_error(l4_factory_create_task(slot_cap(SLOT_FACTORY), task, &utcbs)) == 0 &&
	       map_range(task, start, own, L4_FPAGE_RX) &&
	       map_range(task, own, own + sizeof(struct house), L4_FPAGE_RW) &&
	       map_range(task, own + sizeof(struct house), end, L4_FPAGE_RX);
}

static bool make_thread(unsigned h, unsigned body)
{
	const l4_cap_idx_t thread = slot_cap(SLOT_THREADS + h * BODIES + body);

	if (l4_error(l4_factory_create_thread(slot_cap(SLOT_FACTORY), thread)))
		return false;
	l4_thread_control_start();
	l4_thread_control_pager(slot_cap(SLOT_PAGER));
	l4_thread_control_bind((l4_utcb_t *)(l4_addr_t)(KU_AT + body * L4_UTCB_OFFSET),
			       slot_cap(SLOT_TASKS + h));
	return l4_error(l4_thread_control_commit(thread)) == 0;
}

static bool make_worker(unsigned h, unsigned i, uint64_t seed)
{
	const unsigned number = h * WORKERS + i;
	l4_cap_idx_t irq      = slot_cap(SLOT_IRQS + number);

	houses[h].workers[i] = (struct worker){
		.house  = &houses[h],
		.number = number,
		.random = random_stream(seed, number),
	};
	return make_thread(h, i) &&
	       l4_error(l4_factory_create_irq(slot_cap(SLOT_FACTORY), irq)) == 0 &&
	       l4_error(l4_rcv_ep_bind_thread(irq, slot_cap(SLOT_THREADS + h * BODIES + i),
					      0x100)) == 0;
}

static bool make_servant(unsigned h, unsigned i)
{
	const unsigned number = h * SERVANTS + i;

	houses[h].servants[i] = (struct servant){&houses[h], number};
	return make_thread(h, WORKERS + i) &&
	       l4_error(l4_factory_create_gate(
		       slot_cap(SLOT_FACTORY), slot_cap(SLOT_GATES + number),
		       slot_cap(SLOT_THREADS + h * BODIES + WORKERS + i), 0x200)) == 0;
}

static bool make_house(unsigned h, uint64_t seed)
{
	bool made = make_task(h);

	houses[h].number = h;
	for (unsigned i = 0; i < WORKERS; i++)
		made = made && make_worker(h, i, seed);
	for (unsigned i = 0; i < SERVANTS; i++)
		made = made && make_servant(h, i);
	return made;
}

static bool make_semaphores(void)
{
	for (unsigned i = 0; i < SEMAPHORES; i++)
		if (l4_error(l4_factory_create(slot_cap(SLOT_FACTORY), L4_PROTO_SEMAPHORE,
					       slot_cap(SLOT_SEMS + i))))
			return false;
	return true;
}

/* Everything in the shared range, with all rights. */
static bool furnish(unsigned h)
{
	return l4_error(l4_task_map(slot_cap(SLOT_TASKS + h), L4_BASE_TASK_CAP,
				    l4_obj_fpage(slot_cap(SHARED), SHARED_ORDER, L4_CAP_FPAGE_RWSD),
				    l4_map_obj_control(slot_cap(SHARED), 0))) == 0;
}

static bool start_thread(unsigned h, unsigned body, struct random *r)
{
	struct house *own   = &houses[h];
	bool works          = body < WORKERS;
	l4_cap_idx_t thread = slot_cap(SLOT_THREADS + h * BODIES + body);
	l4_addr_t top       = works ? make_stack(own, body, worker_main, &own->workers[body])
				    : make_stack(own, body, servant_main, &own->servants[body - WORKERS]);

	return l4_error(l4_thread_ex_regs(thread, (l4_addr_t)l4re_thread_entry, top, 0)) == 0 &&
	       l4_error(move_somewhere(thread, r)) == 0;
}

bool houses_make(uint64_t seed)
{
	struct random r = random_stream(seed, ~0u);
	bool made       = make_semaphores();

	for (unsigned h = 0; h < HOUSES; h++)
		made = made && make_house(h, seed);
	for (unsigned h = 0; h < HOUSES; h++)
		made = made && furnish(h);
	for (unsigned i = 0; i < HOUSES * SERVANTS; i++) /* before somebody calls them */
		made = made && start_thread(i / SERVANTS, WORKERS + i % SERVANTS, &r);
	for (unsigned i = 0; i < HOUSES * WORKERS; i++)
		made = made && start_thread(i / WORKERS, i % WORKERS, &r);
	return made;
}

/* The scheduler stays. */
void houses_delete(void)
{
	for (unsigned slot = SHARED; slot < SHARED + (1 << SHARED_ORDER); slot++)
		if (slot != SLOT_SCHED)
			l4_task_delete_obj(L4_BASE_TASK_CAP, slot_cap(slot));
}
