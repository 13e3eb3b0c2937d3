/*
 * Dens: the tasks of the victims. Made for a round and deleted after it.
 */
#include <l4/sigma0/sigma0.h>
#include <stdio.h>
#include <string.h>
#include "tests/fuzz/fuzz.h"

enum {
	CAP_TASKS     = 0xa0, /* the supervisor's slots: tasks of the dens, */
	CAP_THREADS   = 0xb0, /* and their victims */
	CAP_SIGMA0    = 0xd0, /* a gate to sigma0 for the dens */
	CAP_FACTORY   = 0xd1, /* what victims make things with */
	CAP_SIGNALS   = 0xd8, /* what can be triggered: so many IRQ objects, */
	IRQS          = 3,
	SIGNALS       = 5,    /* and with them semaphores */
	BELIEVABLE    = 2000, /* invocations between two calls of dens_revive() */
	IMAGE_RIGHTS  = L4_FPAGE_RX,
	HOPELESS      = 3, /* so often in sequence revived */
	MURDER_ROUNDS = 4, /* in one round of so many there is murder */
};

extern char image_base[] __attribute__((visibility("hidden")));
extern char image_end[] __attribute__((visibility("hidden")));
extern const char l4re_thread_entry[];

struct den dens[DENS];
unsigned cpus = 1;

static bool have_ports;              /* the machine has I/O ports */
static l4_addr_t superpage;          /* 2 MiB of memory that all dens have */
static unsigned seen[DENS][BODIES];  /* counts at the last dens_revive() */
static unsigned still[DENS][BODIES]; /* so often a victim has not moved since */
static unsigned long count;          /* invocations of the round, as far as they can be believed */

/* What the round is made with. */
static struct {
	l4_cap_idx_t factory, guardian;
	bool murder; /* the first den may delete tasks and victims of all dens */
} round;

static l4_cap_idx_t task_cap(unsigned den)
{
	return slot_cap(CAP_TASKS + den);
}

static l4_cap_idx_t thread_cap(unsigned den, unsigned i)
{
	return slot_cap(CAP_THREADS + den * VICTIMS + i);
}

/* sigma0 hands out ports as if a fault had asked for them. */
static bool fetch_ports(void)
{
	bool fetched;

	l4_utcb_mr()->mr[0] = l4_iofpage(PORTS_AT, PORTS_ORDER).raw;
	l4_utcb_mr()->mr[1] = 0;
	l4_utcb_br()->br[0] = L4_ITEM_MAP;
	l4_utcb_br()->br[1] = l4_fpage_all().raw;
	fetched             = l4_error(l4_ipc_call(L4_BASE_PAGER_CAP, l4_utcb(),
						   l4_msgtag(L4_PROTO_IO_PAGE_FAULT, 2, 0, 0), L4_IPC_NEVER)) ==
		  0;
	l4_utcb_receive_nothing();
	return fetched;
}

/* CPUs that are there: those of the map from the first on. */
static unsigned count_cpus(void)
{
	l4_sched_cpu_set_t set = l4_sched_cpu_set(0, 0, 0);
	unsigned n             = 0;

	if (l4_error(l4_scheduler_info(L4_BASE_SCHEDULER_CAP, NULL, &set)) >= 0)
		while (n < L4_WORD_BITS && set.map >> n & 1)
			n++;
	return n ? n : 1;
}

void dens_init(void)
{
	cpus = count_cpus();
	for (volatile char *p = image_base; p < image_end; p += L4_PAGESIZE)
		(void)*p;
	memset(dens, 0, sizeof(dens));
	if (l4sigma0_map_any(L4_BASE_PAGER_CAP, L4_SUPERPAGESHIFT, &superpage))
		printf("fuzz: sigma0 has no superpage\n");
	l4sigma0_new_client(L4_BASE_PAGER_CAP, slot_cap(CAP_SIGMA0));
	have_ports = fetch_ports();
}

/* ---- Making --------------------------------------------------------------------------------- */

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

/* What a victim cannot do without: the program, and the den's own memory. */
static bool map_home(unsigned d)
{
	l4_addr_t start = l4_trunc_page((l4_addr_t)image_base);
	l4_addr_t end   = l4_round_page((l4_addr_t)image_end);
	l4_addr_t own   = (l4_addr_t)&dens[d];

	return map_range(task_cap(d), start, end, IMAGE_RIGHTS) &&
	       map_range(task_cap(d), own, own + sizeof(struct den), L4_FPAGE_RWX);
}

static bool map_superpage(unsigned d)
{
	return l4_error(l4_task_map(
		       task_cap(d), L4_BASE_TASK_CAP,
		       l4_fpage(superpage, L4_SUPERPAGESHIFT, L4_FPAGE_RWX),
		       l4_map_control(HOLE_AT + ((l4_addr_t)d << L4_SUPERPAGESHIFT), 0, 0))) == 0;
}

static bool map_ports(unsigned d)
{
	return !have_ports ||
	       l4_error(l4_task_map(task_cap(d), L4_BASE_TASK_CAP,
				    l4_iofpage(PORTS_AT, PORTS_ORDER), L4_ITEM_MAP)) == 0;
}

static bool give(unsigned d, l4_cap_idx_t cap, unsigned slot, unsigned rights, enum kind kind)
{
	dens[d].kinds[slot] = (uint8_t)kind;
	return l4_error(l4_task_map(task_cap(d), L4_BASE_TASK_CAP,
				    l4_obj_fpage(cap, 0, (unsigned char)rights),
				    l4_map_obj_control(slot_cap(slot), 0))) == 0;
}

static bool make_task(unsigned d, l4_cap_idx_t factory)
{
	l4_fpage_t utcbs = l4_fpage(KU_AT, KU_ORDER, L4_FPAGE_RW);

	return l4_error(l4_factory_create_task(factory, task_cap(d), &utcbs)) == 0 && map_home(d) &&
	       map_superpage(d) && map_ports(d);
}

/* Whom faults and exceptions of the thread go to; no system call of it is reported. */
static void handlers_message(void)
{
	l4_thread_control_start();
	l4_thread_control_pager(slot_cap(SLOT_GUARDIAN));
	l4_thread_control_exc_handler(slot_cap(SLOT_GUARDIAN));
	l4_thread_control_alien(0);
}

static bool make_victim(unsigned d, unsigned i)
{
	if (l4_error(l4_factory_create_thread(round.factory, thread_cap(d, i))))
		return false;
	handlers_message();
	l4_thread_control_bind((l4_utcb_t *)(l4_addr_t)(KU_AT + i * L4_UTCB_OFFSET), task_cap(d));
	return l4_error(l4_thread_control_commit(thread_cap(d, i))) == 0;
}

static bool make_signals(l4_cap_idx_t factory)
{
	bool ok = true;

	for (unsigned i = 0; ok && i < SIGNALS; i++)
		ok = l4_error(l4_factory_create(factory,
						i < IRQS ? L4_PROTO_IRQ_SENDER : L4_PROTO_SEMAPHORE,
						slot_cap(CAP_SIGNALS + i))) == 0;
	return ok;
}

/* The capabilities of den @p d, once all tasks and threads are there. */
static bool furnish(unsigned d)
{
	unsigned rights = round.murder && !d ? L4_CAP_FPAGE_RWSD : L4_CAP_FPAGE_RWS;
	bool ok =
		give(d, task_cap(d), SLOT_TASK, L4_CAP_FPAGE_RWS, KIND_TASK) &&
		give(d, slot_cap(CAP_FACTORY), SLOT_FACTORY, L4_CAP_FPAGE_RWS, KIND_FACTORY) &&
		give(d, round.guardian, SLOT_GUARDIAN, L4_CAP_FPAGE_RW, KIND_GATE) &&
		give(d, L4_BASE_LOG_CAP, SLOT_LOG, L4_CAP_FPAGE_RWS, KIND_LOG) &&
		give(d, L4_BASE_ICU_CAP, SLOT_ICU, L4_CAP_FPAGE_RWS, KIND_ICU) &&
		give(d, L4_BASE_SCHEDULER_CAP, SLOT_SCHEDULER, L4_CAP_FPAGE_RWS, KIND_SCHEDULER) &&
		give(d, slot_cap(CAP_SIGMA0), SLOT_SIGMA0, L4_CAP_FPAGE_RWS, KIND_SIGMA0);

	for (unsigned i = 0; ok && i < DENS; i++)
		ok = give(d, task_cap(i), SLOT_DENS + i, rights, KIND_TASK);
	for (unsigned i = 0; ok && i < DENS * VICTIMS; i++)
		ok = give(d, slot_cap(CAP_THREADS + i), SLOT_VICTIMS + i, rights, KIND_THREAD);
	for (unsigned i = 0; ok && i < SIGNALS; i++)
		ok = give(d, slot_cap(CAP_SIGNALS + i), SLOT_PLAY + i, L4_CAP_FPAGE_RWSD,
			  i < IRQS ? KIND_IRQ : KIND_SEMAPHORE);
	return ok;
}

/* Let victim @p i begin, or begin again. */
static void run(unsigned d, unsigned i, l4_umword_t flags, struct random *r)
{
	l4_sched_param_t sched = l4_sched_param(1 + random_below(r, VICTIM_PRIORITY), 0);

	sched.affinity = l4_sched_cpu_set(random_below(r, cpus), 0, 1);

	l4_thread_ex_regs(thread_cap(d, i), (l4_addr_t)l4re_thread_entry, victim_stack(&dens[d], i),
			  flags);
	l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, thread_cap(d, i), &sched);
}

static bool make_den(unsigned d, uint64_t seed)
{
	bool ok;

	memset(&dens[d], 0, sizeof(dens[d]));
	ok = make_task(d, round.factory);
	for (unsigned i = 0; i < BODIES; i++) {
		dens[d].victims[i].den    = &dens[d];
		dens[d].victims[i].random = random_stream(seed, d * BODIES + i);
		if (i < VICTIMS) /* others start the rest */
			ok = ok && make_victim(d, i);
	}
	return ok;
}

bool dens_make(l4_cap_idx_t factory, l4_cap_idx_t guardian, uint64_t seed)
{
	struct random r = random_stream(seed, ~0u);

	memset(seen, 0, sizeof(seen));
	memset(still, 0, sizeof(still));
	count          = 0;
	round.factory  = factory;
	round.guardian = guardian;
	round.murder   = random_below(&r, MURDER_ROUNDS) == 0;
	for (unsigned d = 0; d < DENS; d++)
		if (!make_den(d, seed))
			return false;
	if (!make_signals(factory) ||
	    l4_error(l4_factory_create_factory(factory, slot_cap(CAP_FACTORY), VICTIMS_QUOTA)))
		return false;
	for (unsigned d = 0; d < DENS; d++)
		if (!furnish(d))
			return false;
	for (unsigned d = 0; d < DENS; d++)
		for (unsigned i = 0; i < VICTIMS; i++)
			run(d, i, 0, &r);
	return true;
}

/* ---- Watching ------------------------------------------------------------------------------- */

/* A victim that runs astray spoils its den, and with it what it says it has done. */
static bool made_progress(const struct victim *v, unsigned *before)
{
	unsigned done = v->count - *before;

	*before = v->count;
	if (done <= BELIEVABLE)
		count += done;
	return done != 0;
}

/*
 * Victims map other things over what they need, lose their handlers, their CPU, their life, get a state
 * that nobody can run with: back to the beginning, and if that does not help, a new thread. Without that
 * most invocations of a round would be those of its first moments.
 */
static void revive(unsigned d, unsigned i, struct random *r)
{
	if (++still[d][i] < HOPELESS) {
		handlers_message();
		l4_thread_control_commit(thread_cap(d, i));
		run(d, i, L4_THREAD_EX_REGS_CANCEL, r);
		return;
	}
	still[d][i] = 0;
	l4_task_delete_obj(L4_BASE_TASK_CAP, thread_cap(d, i));
	if (make_victim(d, i))
		run(d, i, 0, r);
}

/* @return did any of those that the supervisor made stand still? */
static bool revive_den(unsigned d, struct random *r)
{
	bool any = false;

	dens[d].now = l4_kip_clock(l4_kip());
	for (unsigned i = 0; i < BODIES; i++) {
		if (made_progress(&dens[d].victims[i], &seen[d][i])) {
			still[d][i] = 0;
			continue;
		}
		dens[d].victims[i].den = &dens[d];
		if (i >= VICTIMS)
			continue;
		if (!any)
			map_home(d);
		any = true;
		revive(d, i, r);
	}
	return any;
}

void dens_revive(struct random *r)
{
	bool any = false;

	for (unsigned d = 0; d < DENS; d++)
		any = revive_den(d, r) || any;
	for (unsigned d = 0; any && d < DENS; d++)
		furnish(d);
}

unsigned long dens_count(void)
{
	return count;
}

l4_cap_idx_t dens_any(struct random *r)
{
	return random_below(r, 2) ? task_cap(random_below(r, DENS))
				  : slot_cap(CAP_THREADS + random_below(r, DENS * VICTIMS));
}

void dens_destroy(void)
{
	l4_task_delete_obj(L4_BASE_TASK_CAP, slot_cap(CAP_FACTORY));
	for (unsigned i = 0; i < SIGNALS; i++)
		l4_task_delete_obj(L4_BASE_TASK_CAP, slot_cap(CAP_SIGNALS + i));
	for (unsigned i = 0; i < DENS * VICTIMS; i++)
		l4_task_delete_obj(L4_BASE_TASK_CAP, slot_cap(CAP_THREADS + i));
	for (unsigned d = 0; d < DENS; d++)
		l4_task_delete_obj(L4_BASE_TASK_CAP, task_cap(d));
}
