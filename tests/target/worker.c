/*
 * Workers and sandboxes: other threads, in the test's task or in another one that sees the same
 * memory. Everything is charged to the test's factory.
 */
#include "tests/target/internal.h"

enum {
	OWN_UTCBS_AT     = 0xb0000000UL, /* KU memory in the test's task */
	UTCBS_ORDER      = 14,
	SANDBOX_UTCBS_AT = 0xb1000000UL,
	WAIT_STEP_MS     = 2,
	WAIT_STEPS       = 1000,
};

/* Pops function and argument from the stack (l4re/arch). */
extern const char l4re_thread_entry[];

static struct worker workers[WORKERS_MAX];
static unsigned worker_count;
static char stacks[WORKERS_MAX][WORKER_STACK] __attribute__((aligned(16)));

void workers_init(void)
{
	l4_fpage_t area = l4_fpage(OWN_UTCBS_AT, UTCBS_ORDER, L4_FPAGE_RW);

	if (l4_error(l4_task_add_ku_mem(L4_BASE_TASK_CAP, &area)) < 0)
		printf("Bail out! no KU memory for workers\n");
}

/* ---- Sandboxes ------------------------------------------------------------------------------ */

void sandbox_make_empty(struct sandbox *s)
{
	l4_fpage_t utcbs = l4_fpage(SANDBOX_UTCBS_AT, SANDBOX_UTCB_ORDER, L4_FPAGE_RW);

	s->task      = test_slot();
	s->next_utcb = SANDBOX_UTCBS_AT;
	EXPECT_LABEL(l4_factory_create_task(test_factory(), s->task, &utcbs), 0);
	sandbox_give(s, s->task, L4_BASE_TASK_CAP >> L4_CAP_SHIFT, L4_CAP_FPAGE_RWS);
	sandbox_give(s, L4_BASE_LOG_CAP, L4_BASE_LOG_CAP >> L4_CAP_SHIFT, L4_CAP_FPAGE_RW);
}

void sandbox_make(struct sandbox *s)
{
	sandbox_make_empty(s);
	for (l4_addr_t at = memory_image_start(); at < memory_image_end();) {
		unsigned order = l4_fpage_max_order(L4_PAGESHIFT, at, at, memory_image_end(), at);

		EXPECT_LABEL(l4_task_map(s->task, L4_BASE_TASK_CAP,
					 l4_fpage(at, order, L4_FPAGE_RWX),
					 l4_map_control(at, 0, 0)),
			     0);
		at += 1UL << order;
	}
}

void sandbox_give(const struct sandbox *s, l4_cap_idx_t cap, unsigned index, unsigned rights)
{
	EXPECT_LABEL(l4_task_map(s->task, L4_BASE_TASK_CAP,
				 l4_obj_fpage(cap, 0, (unsigned char)rights),
				 l4_map_obj_control((l4_cap_idx_t)index << L4_CAP_SHIFT, 0)),
		     0);
}

/* ---- Workers -------------------------------------------------------------------------------- */

struct worker *worker_make(worker_function *run, const struct sandbox *home)
{
	unsigned i       = worker_count++;
	struct worker *w = &workers[i];

	if (i >= WORKERS_MAX) {
		printf("Bail out! a test uses more than %d workers\n", WORKERS_MAX);
		return NULL;
	}
	memset(w, 0, sizeof(*w));
	w->cap   = test_slot();
	w->home  = home;
	w->run   = run;
	w->stack = stacks[i];
	w->utcb  = (l4_utcb_t *)((home ? home->next_utcb : OWN_UTCBS_AT) + i * L4_UTCB_OFFSET);
	if (!home)
		w->utcb->free_marker = 1;
	EXPECT_LABEL(l4_factory_create_thread(test_factory(), w->cap), 0);
	l4_thread_control_start();
	if (!home)
		l4_thread_control_pager(L4_BASE_PAGER_CAP);
	l4_thread_control_bind(w->utcb, home ? home->task : L4_BASE_TASK_CAP);
	EXPECT_LABEL(l4_thread_control_commit(w->cap), 0);
	return w;
}

void worker_set_pager(struct worker *w, unsigned index)
{
	l4_thread_control_start();
	l4_thread_control_pager((l4_cap_idx_t)index << L4_CAP_SHIFT);
	EXPECT_LABEL(l4_thread_control_commit(w->cap), 0);
}

void worker_set_handler(struct worker *w, unsigned index)
{
	l4_thread_control_start();
	l4_thread_control_exc_handler((l4_cap_idx_t)index << L4_CAP_SHIFT);
	EXPECT_LABEL(l4_thread_control_commit(w->cap), 0);
}

static void worker_main(void *argument)
{
	struct worker *self = argument;

	self->run(self);
	worker_end();
}

void worker_go(struct worker *w, unsigned priority)
{
	l4_sched_param_t sched = l4_sched_param(priority, 0);
	l4_addr_t *top         = (l4_addr_t *)(w->stack + WORKER_STACK);

	*--top = (l4_addr_t)w;
	*--top = (l4_addr_t)worker_main;
	EXPECT_LABEL(l4_thread_ex_regs(w->cap, (l4_addr_t)l4re_thread_entry, (l4_addr_t)top, 0), 0);
	EXPECT_LABEL(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, w->cap, &sched), 0);
}

struct worker *worker_start(worker_function *run, const struct sandbox *home, unsigned priority)
{
	struct worker *w = worker_make(run, home);

	worker_go(w, priority);
	return w;
}

void worker_kill(struct worker *w)
{
	l4_task_delete_obj(L4_BASE_TASK_CAP, w->cap);
	for (unsigned i = 0; !w->home && w->utcb->free_marker && i < WAIT_STEPS; i++)
		test_pause(WAIT_STEP_MS);
}

void workers_clean_up(void)
{
	for (unsigned i = 0; i < worker_count; i++)
		worker_kill(&workers[i]);
	worker_count = 0;
}

/* ---- Probes --------------------------------------------------------------------------------- */

static void probe(struct worker *self)
{
	volatile l4_umword_t *at = (volatile l4_umword_t *)self->value[0];

	if (self->value[1])
		*at = self->value[2];
	self->value[3] = *at;
	worker_step(self, 1);
}

/* Fault and die, or reach step 1: a sandbox's thread has no pager. */
static bool run_probe(const struct sandbox *s, l4_addr_t address, bool write, l4_umword_t *word)
{
	struct worker *w = worker_make(probe, s);

	w->value[0] = address;
	w->value[1] = write;
	w->value[2] = *word;
	worker_go(w, TEST_PRIORITY + 1);
	test_pause(2);
	*word = w->value[3];
	return w->step == 1;
}

bool sandbox_reads(const struct sandbox *s, l4_addr_t address, l4_umword_t *word)
{
	*word = 0;
	return run_probe(s, address, false, word);
}

bool sandbox_writes(const struct sandbox *s, l4_addr_t address, l4_umword_t word)
{
	return run_probe(s, address, true, &word);
}

bool worker_reached(const struct worker *w, unsigned step)
{
	for (unsigned i = 0; i < WAIT_STEPS; i++) {
		if (w->step >= step)
			return true;
		test_pause(WAIT_STEP_MS);
	}
	return false;
}

void worker_step(struct worker *self, unsigned step)
{
	self->step = step;
}

void worker_keep(struct worker *self, l4_msgtag_t tag, l4_umword_t label)
{
	self->tag   = tag;
	self->label = label;
	self->error = l4_ipc_error(tag, l4_utcb());
}

void worker_end(void)
{
	for (;;)
		l4_ipc_sleep(L4_IPC_NEVER);
}
