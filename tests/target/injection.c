/*
 * The runs of injection.h. A watchdog thread ends those that wait for what will never come.
 */
#include <l4/sys/debugger.h>
#include "tests/target/injection.h"

enum {
	WATCHDOG_UTCB     = 0xb0100000UL,
	WATCHDOG_CAP      = 0x83, /* a slot */
	WATCHDOG_PRIORITY = 250,
	WATCHDOG_TICK_US  = 5000,
	STACK_BYTES       = 4096,
	PATIENCE_US       = 100000, /* a run may take so much longer than the usual one */
	RUNS_MAX          = 5000,
};

/* Tests that are not run again, and why. Keep it a handful. */
static const struct {
	const char *statement, *reason;
} excepted[] = {
	{"X", "arms the counter itself"},
};

extern const char l4re_thread_entry[]; /* pops function and argument from the stack */

static struct {
	volatile bool on;                    /* a run with a failing allocation is under way */
	volatile l4_kernel_clock_t deadline; /* 0: none */
	void *begin[5];                      /* where the test returns to when it bails out */
	l4_utcb_t *utcb;                     /* of the thread that runs tests */
} injected;

static char watchdog_stack[STACK_BYTES] __attribute__((aligned(16)));
static char bail_stack[STACK_BYTES] __attribute__((aligned(16)));

long injection_fail_at(l4_umword_t n)
{
	l4_utcb_mr()->mr[0] = L4_DEBUGGER_FAIL_ALLOC_OP;
	l4_utcb_mr()->mr[1] = n;
	return l4_error(l4_ipc_call(L4_BASE_DEBUGGER_CAP, l4_utcb(),
				    l4_msgtag(L4_PROTO_DEBUGGER, 2, 0, 0), L4_IPC_NEVER))
		       ? -1
		       : (long)l4_utcb_mr()->mr[0];
}

void injection_check_kernel(void)
{
	unsigned words = 2 + l4_debugger_put_text(2, "*#check", l4_utcb());

	l4_utcb_mr()->mr[0] = L4_DEBUGGER_ENTER_OP;
	l4_utcb_mr()->mr[1] = strlen("*#check");
	l4_ipc_call(L4_BASE_DEBUGGER_CAP, l4_utcb(), l4_msgtag(L4_PROTO_DEBUGGER, words, 0, 0),
		    L4_IPC_NEVER);
}

/* ---- Ending a run --------------------------------------------------------------------------- */

static _Noreturn void back_to_begin(void *unused)
{
	(void)unused;
	__builtin_longjmp(injected.begin, 1);
}

/* Workers fail too; they just stop, and what the test then misses ends it. */
void injection_bail_out(void)
{
	if (!injected.on)
		return;
	if (l4_utcb() != injected.utcb)
		worker_end();
	back_to_begin(NULL);
}

/* @p function(@p argument) for a thread that begins on @p stack. @return its stack pointer */
static l4_addr_t begin_with(char *stack, void (*function)(void *), void *argument)
{
	l4_addr_t *top = (l4_addr_t *)(stack + STACK_BYTES);

	*--top = (l4_addr_t)argument;
	*--top = (l4_addr_t)function;
	return (l4_addr_t)top;
}

static void watch(void *unused)
{
	(void)unused;
	for (;;) {
		l4_ipc_sleep_us(WATCHDOG_TICK_US);
		if (!injected.deadline || test_now() < injected.deadline)
			continue;
		injected.deadline = 0;
		l4_thread_ex_regs(L4_BASE_THREAD_CAP, (l4_addr_t)l4re_thread_entry,
				  begin_with(bail_stack, back_to_begin, NULL),
				  L4_THREAD_EX_REGS_CANCEL);
	}
}

void injection_init(void)
{
	l4_cap_idx_t thread    = (l4_cap_idx_t)WATCHDOG_CAP << L4_CAP_SHIFT;
	l4_fpage_t area        = l4_fpage(WATCHDOG_UTCB, L4_PAGESHIFT, L4_FPAGE_RW);
	l4_sched_param_t sched = l4_sched_param(WATCHDOG_PRIORITY, 0);

	injected.utcb = l4_utcb();
	l4_task_add_ku_mem(L4_BASE_TASK_CAP, &area);
	l4_factory_create_thread(L4_BASE_FACTORY_CAP, thread);
	l4_thread_control_start();
	l4_thread_control_pager(L4_BASE_PAGER_CAP);
	l4_thread_control_bind((l4_utcb_t *)WATCHDOG_UTCB, L4_BASE_TASK_CAP);
	l4_thread_control_commit(thread);
	l4_thread_ex_regs(thread, (l4_addr_t)l4re_thread_entry,
			  begin_with(watchdog_stack, watch, NULL), 0);
	l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, thread, &sched);
}

/* ---- Runs ----------------------------------------------------------------------------------- */

static bool is_excepted(const struct test *t)
{
	for (unsigned i = 0; i < sizeof(excepted) / sizeof(excepted[0]); i++)
		if (strncmp(t->statements, excepted[i].statement, strlen(excepted[i].statement)) ==
		    0)
			return true;
	return false;
}

/* What a test may have changed of the thread that runs it. */
static void be_yourself_again(void)
{
	l4_sched_param_t sched = l4_sched_param(TEST_PRIORITY, 0);

	l4_thread_control_start();
	l4_thread_control_pager(L4_BASE_PAGER_CAP);
	l4_thread_control_exc_handler(0);
	l4_thread_control_commit(L4_BASE_THREAD_CAP);
	l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, L4_BASE_THREAD_CAP, &sched);
}

/* @return allocations of the run; more than @p n, or none of them has failed */
static __attribute__((noinline)) long run_failing(const struct test *t, l4_umword_t n,
						  l4_kernel_clock_t limit)
{
	long made;

	injected.on       = true;
	injected.deadline = test_now() + limit;
	if (__builtin_setjmp(injected.begin) == 0) {
		l4_utcb_receive_nothing();
		injection_fail_at(n);
		t->run();
	}
	injected.deadline = 0;
	injected.on       = false;
	made              = injection_fail_at(0);
	be_yourself_again();
	return made;
}

unsigned injection_run(const struct test *t, unsigned stride, bool (*renew)(void))
{
	l4_kernel_clock_t begin = test_now(), limit;
	unsigned wrong = 0, runs = 0;
	long made;

	if (is_excepted(t))
		return 0;
	/* Once more without a failure: how long it takes, how much it allocates. */
	run_failing(t, 0, ~0u);
	limit = test_now() - begin + PATIENCE_US;
	wrong += !renew();
	for (l4_umword_t n = 1 + strlen(t->name) % stride;; n += stride) {
		made = run_failing(t, n, limit);
		if (!renew()) {
			printf("#   %s: memory is missing with allocation %lu failing\n", t->name,
			       n);
			wrong++;
		}
		if (made < (long)n || runs++ == RUNS_MAX)
			break;
		injection_check_kernel();
	}
	CHECK(runs < RUNS_MAX);
	printf("#   %u of %ld allocations failed, one by one\n", runs, made);
	return wrong;
}
