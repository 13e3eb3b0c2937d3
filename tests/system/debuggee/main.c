/*
 * The root task of the debugger's stories: each thread is in a plight that a debugger must be able to tell.
 *
 *      deaf      waits for messages of "friend" only, who never sends any
 *      patient   calls deaf, which does not take the call
 *      mute      takes page faults, and never answers
 *      fallen    calls a null pointer in planted_null_call(), and has mute for its pager
 *      writer    writes planted_word in planted_writer(), ten times a second
 *      friend    sleeps
 */
#include <l4/re/env.h>
#include <l4/sys/debugger.h>
#include <l4/sys/factory.h>
#include <l4/sys/ipc.h>
#include <l4/sys/scheduler.h>
#include <l4/sys/task.h>
#include <l4/sys/thread.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	UTCBS_AT    = 0xb0000000UL, /* KU memory */
	UTCBS_ORDER = 14,
	FIRST_SLOT  = 0x100,
	STACK_BYTES = 4096,
	PRIORITY    = 20,
	WRITE_US    = 100000,

	DEAF = 0,
	PATIENT,
	MUTE,
	FALLEN,
	WRITER,
	FRIEND,
	THREADS,
};

/* In l4re/arch: pops function and argument from the stack. */
extern const char l4re_thread_entry[];

static char stacks[THREADS][STACK_BYTES] __attribute__((aligned(16)));

/* What stories ask for by name. */
volatile l4_umword_t planted_word;
char planted_text[] = "this text stands in the debuggee";
static void (*volatile planted_null)(void);

static l4_cap_idx_t thread_cap(unsigned number)
{
	return (l4_cap_idx_t)(FIRST_SLOT + number) << L4_CAP_SHIFT;
}

__attribute__((noinline)) static void planted_null_call(void)
{
	planted_null();
	planted_word = 0; /* so that the call is no jump */
}

__attribute__((noinline)) static void planted_writer(l4_umword_t value)
{
	planted_word = value;
}

static void deaf(void)
{
	for (;;)
		l4_ipc_receive(thread_cap(FRIEND), l4_utcb(), L4_IPC_NEVER);
}

static void patient(void)
{
	for (;;)
		l4_ipc_call(thread_cap(DEAF), l4_utcb(), l4_msgtag(0, 0, 0, 0), L4_IPC_NEVER);
}

static void mute(void)
{
	l4_umword_t label;

	for (;;)
		l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
}

static void fallen(void)
{
	for (;;)
		planted_null_call();
}

static void writer(void)
{
	for (l4_umword_t value = 1;; value++) {
		planted_writer(value);
		l4_ipc_sleep_us(WRITE_US);
	}
}

static void friend(void)
{
	for (;;)
		l4_ipc_sleep(L4_IPC_NEVER);
}

static void expect(long error, const char *what)
{
	if (!error)
		return;
	printf("debuggee: %s failed: %ld\n", what, error);
	abort();
}

static void start(const char *name, unsigned number, void (*run)(void), l4_cap_idx_t pager)
{
	l4_cap_idx_t thread    = thread_cap(number);
	l4_addr_t *top         = (l4_addr_t *)(stacks[number] + STACK_BYTES);
	l4_sched_param_t sched = l4_sched_param(PRIORITY, 0);

	*--top = 0;
	*--top = (l4_addr_t)run;
	expect(l4_error(l4_factory_create_thread(L4_BASE_FACTORY_CAP, thread)), "create_thread");
	l4_debugger_set_object_name(thread, name);
	l4_thread_control_start();
	l4_thread_control_pager(pager);
	l4_thread_control_bind((l4_utcb_t *)(UTCBS_AT + (l4_addr_t)number * L4_UTCB_OFFSET),
			       L4_BASE_TASK_CAP);
	expect(l4_error(l4_thread_control_commit(thread)), "thread_control");
	expect(l4_error(l4_thread_ex_regs(thread, (l4_addr_t)l4re_thread_entry, (l4_addr_t)top, 0)),
	       "ex_regs");
	expect(l4_error(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, thread, &sched)),
	       "run_thread");
}

/* Pages that are there already raise no fault, so a thread without a pager can run in them. */
static void touch(const volatile char *from, const volatile char *to)
{
	for (; from < to; from += L4_PAGESIZE)
		*from;
}

int main(void)
{
	l4_fpage_t utcbs = l4_fpage(UTCBS_AT, UTCBS_ORDER, L4_FPAGE_RW);
	extern char image_base[], image_end[];

	touch(image_base, image_end);
	planted_word = 0;
	for (unsigned i = 0; i < THREADS; i++)
		stacks[i][STACK_BYTES - 1] = 0;
	expect(l4_error(l4_task_add_ku_mem(L4_BASE_TASK_CAP, &utcbs)), "add_ku_mem");
	start("friend", FRIEND, friend, L4_BASE_PAGER_CAP);
	start("deaf", DEAF, deaf, L4_BASE_PAGER_CAP);
	start("patient", PATIENT, patient, L4_BASE_PAGER_CAP);
	start("mute", MUTE, mute, L4_BASE_PAGER_CAP);
	start("fallen", FALLEN, fallen, thread_cap(MUTE));
	start("writer", WRITER, writer, L4_BASE_PAGER_CAP);
	printf("debuggee: planted; %s\n", planted_text);
	l4_ipc_sleep(L4_IPC_NEVER);
	return 0;
}
