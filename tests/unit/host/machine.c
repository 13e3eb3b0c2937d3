/*
 * The host port's machine: a pool of memory, a CPU that runs the test, and hardware that is not
 * there. Whatever a unit test cannot sensibly ask of a machine fails it at once.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>
#include "kernel/boot/memory.h"
#include "kernel/hooks.h"
#include "kernel/ipc/invoke.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/sched/cpu.h"
#include "kernel/space/map.h"
#include "kernel/space/mapdb.h"
#include "tests/unit/host/host.h"

_Alignas(1 << 21) char host_pool[HOST_POOL_BYTES];
vaddr_t host_stack_pointer;
usec_t host_clock, host_timer = USEC_NEVER;

static _Alignas(1 << KERNEL_STACK_ORDER) char stack[HOST_CPUS][1 << KERNEL_STACK_ORDER];
static void (*interrupt)(void *data);
static void *interrupt_data;
static unsigned preemptions, tlb_flushes, notified[HOST_CPUS];
static struct {
	paddr_t start, end;
} reserved[8];
static unsigned reserved_count;

/* ---- For tests ------------------------------------------------------------------------------- */

unsigned host_be_cpu(unsigned number)
{
	unsigned was = host_stack_pointer ? cpu_current()->number : 0;

	host_stack_pointer = (vaddr_t)stack[number] + sizeof(stack[number]) / 2;
	return was;
}

/* On each a thread of its own runs, which is its idle thread too. */
static void start_cpus(unsigned count)
{
	for (unsigned i = count; i-- > 0;) {
		struct cpu *c = &cpus[i];

		host_be_cpu(i);
		c->number             = i;
		c->current            = thread_current();
		c->idle               = c->current;
		c->context            = &c->current->sched;
		c->timer_at           = USEC_NEVER;
		c->online             = true;
		thread_current()->cpu = thread_current()->home = c;
		list_init(&thread_current()->reap);
		ready_queue_init(&c->ready);
	}
	cpu_count = count;
}

void host_start_cpus(unsigned count)
{
	host_start();
	start_cpus(count);
}

void arch_cpu_notify(struct cpu *c)
{
	notified[c->number]++;
}

unsigned host_notified(unsigned number)
{
	return notified[number];
}

void host_serve(unsigned number)
{
	unsigned was = host_be_cpu(number);

	notified[number] = 0;
	request_interrupt();
	host_be_cpu(was);
}

void host_start_with(size_t bytes)
{
	start_cpus(1);
	frame_pool_init(HOST_POOL_PA, bytes);
	host_reserve(HOST_POOL_PA, HOST_POOL_PA + HOST_POOL_BYTES);
	mapdb_init();
}

void host_start(void)
{
	host_start_with(HOST_POOL_BYTES);
}

struct thread *host_self(void)
{
	return thread_current();
}

void host_on_interrupt(void (*function)(void *data), void *data)
{
	interrupt      = function;
	interrupt_data = data;
}

unsigned host_preemptions(void)
{
	return preemptions;
}

unsigned host_tlb_flushes(void)
{
	return tlb_flushes;
}

void host_reserve(paddr_t start, paddr_t end)
{
	cr_assert_lt(reserved_count, array_size(reserved));
	reserved[reserved_count].start = start;
	reserved[reserved_count].end   = end;
	reserved_count++;
}

bool memory_user_may_map(paddr_t pa, uint64_t bytes)
{
	for (unsigned i = 0; i < reserved_count; i++)
		if (pa < reserved[i].end && reserved[i].start < pa + bytes)
			return false;
	return true;
}

/* Somebody else wanted @p l, and has got it at this pause. */
static bool give_up(struct helping_lock *l)
{
	if (!helping_lock_held(l))
		return false;
	helping_unlock(l);
	return true;
}

/*
 * Only one at a time: what the test does in there may have preemption points itself. It stands for another
 * thread, so the locks that may be handed over at a pause are free for it.
 */
void host_interrupt(void)
{
	void (*now)(void *data) = interrupt;
	bool mappings, capabilities;

	preemptions++;
	if (!now)
		return;
	interrupt    = NULL;
	mappings     = give_up(&mapping_lock);
	capabilities = give_up(&capability_lock);
	now(interrupt_data);
	if (mappings)
		helping_lock(&mapping_lock);
	if (capabilities)
		helping_lock(&capability_lock);
	if (!interrupt)
		interrupt = now;
}

/* ---- Text and the end ------------------------------------------------------------------------- */

static char last_text[4096]; /* what the kernel said, as much as fits */
static const char *expected_panic;

void console_write(const char *text, size_t bytes)
{
	size_t length = strlen(last_text);

	snprintf(last_text + length, sizeof(last_text) - length, "%.*s", (int)bytes, text);
	if (!expected_panic)
		fwrite(text, 1, bytes, stderr);
}

void console_flush(void)
{
	fflush(stderr);
}

const char *host_typed = "";

int console_input_get(void)
{
	return *host_typed ? (unsigned char)*host_typed++ : -1;
}

const char *host_said(void)
{
	static char said[sizeof(last_text)];

	memcpy(said, last_text, sizeof(said));
	last_text[0] = '\0';
	return said;
}

void host_expect_panic(const char *text)
{
	expected_panic = text;
	last_text[0]   = '\0';
}

void debugger_enter(const char *reason, void *frame)
{
	(void)frame;
	if (expected_panic && strstr(last_text, expected_panic))
		_exit(HOST_PANIC);
	cr_assert_fail("the kernel entered the debugger (%s): %s", reason, last_text);
}

const char *debugger_object_name(const struct object *obj)
{
	(void)obj;
	return "";
}

void debugger_object_gone(struct object *obj)
{
	(void)obj;
}

void debugger_poll(void)
{
}

usec_t debugger_next_poll(void)
{
	return USEC_NEVER;
}

void strcopy(char *to, const char *from, size_t size)
{
	if (size > 0)
		snprintf(to, size, "%s", from);
}

/* ---- Address spaces -------------------------------------------------------------------------- */

const struct arch_io_ports *const arch_io_ports; /* there are none */

bool arch_space_init(struct mem_space *space)
{
	space->arch.root = quota_frame_alloc(space->quota, FRAME_ORDER, FRAME_PAGE_TABLE, space);
	return space->arch.root != NULL;
}

void arch_space_destroy(struct mem_space *space)
{
	quota_frame_free(space->quota, space->arch.root, FRAME_ORDER);
}

void arch_space_activate(struct mem_space *space)
{
	(void)space;
}

void arch_tlb_flush(struct mem_space *space, vaddr_t va, unsigned order)
{
	(void)space, (void)va, (void)order;
	tlb_flushes++;
}

void arch_tlb_wait(void)
{
}

void arch_pte_written(const void *entry)
{
	(void)entry;
}

void arch_cache_sync(void *kernel_va, size_t bytes)
{
	(void)kernel_va, (void)bytes;
}

void arch_task_invoke(struct object *task, struct invocation *inv)
{
	(void)task;
	answer(inv, -L4_ENOSYS, 0);
}

/* ---- Threads: they can be made and asked, but never run --------------------------------------- */

void *arch_stack_map(void *frames, unsigned order)
{
	(void)order;
	return frames;
}

void arch_stack_unmap(void *mapped, unsigned order)
{
	(void)mapped, (void)order;
}

void *arch_stack_frames(void *mapped)
{
	return mapped;
}

void arch_thread_init(struct thread *t, void (*entry)(struct thread *t))
{
	(void)t, (void)entry;
}

void arch_thread_bound(struct thread *t, vaddr_t utcb)
{
	(void)t, (void)utcb;
}

word_t arch_user_ip(const struct thread *t)
{
	return thread_frame(t)->ip;
}

word_t arch_user_sp(const struct thread *t)
{
	return thread_frame(t)->sp;
}

word_t arch_user_flags(const struct thread *t)
{
	return thread_frame(t)->flags;
}

void arch_set_user_ip(struct thread *t, word_t ip)
{
	thread_frame(t)->ip = ip;
}

void arch_set_user_sp(struct thread *t, word_t sp)
{
	thread_frame(t)->sp = sp;
}

void arch_trigger_exception(struct thread *t)
{
	(void)t;
}

void arch_fpu_release(struct thread *t)
{
	(void)t;
}

void arch_cpu_stop(struct cpu *c, bool force)
{
	(void)c, (void)force;
}

void arch_thread_leave(struct thread *t)
{
	(void)t;
}

/* ---- Time and interrupts ---------------------------------------------------------------------- */

usec_t arch_cycles_us(uint64_t cycles)
{
	return cycles;
}

usec_t arch_clock_us(void)
{
	return host_clock;
}

void arch_timer_program(usec_t deadline)
{
	host_timer = deadline;
}

const struct arch_msi *const arch_msi; /* there are none */

unsigned arch_irq_pins(void)
{
	return 0;
}

struct irq_chip *arch_irq_chip(unsigned pin)
{
	(void)pin;
	return NULL;
}
