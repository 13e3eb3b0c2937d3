/*
 * Breakpoints. See breakpoints.h; start reading at debugger_trap().
 */
#include "jdb/breakpoints.h"
#include "kernel/abi/l4_consts.h"
#include "kernel/hooks.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/object/task.h"
#include "kernel/sched/cpu.h"
#include "kernel/sched/stop.h"
#include "kernel/trace.h"
#include "jdb/debugger.h"
#include "jdb/expression.h"
#include "jdb/memory.h"
#include "jdb/step.h"
#include "jdb/symbols.h"

static struct breakpoint breakpoints[BREAKPOINTS_MAX];
static uint32_t generation; /* of the list: CPUs that have loaded an older one load again */

/* What each CPU has in its registers, and what it is doing. */
static struct cpu_state {
	uint32_t generation;
	uint32_t again; /* bit n: breakpoint n has hit, and its instruction runs again */
	const struct thread *armed;       /* it executes one instruction now; NULL: nobody does */
	uint8_t at[ARCH_BREAKPOINTS_MAX]; /* which breakpoint each entry is, in breakpoints[] */
	unsigned hit;                     /* number of the one that brought it into the debugger */
} states[CPU_MAX];

static struct cpu_state *state_here(void)
{
	return &states[cpu_current()->number];
}

static bool in_use(const struct breakpoint *b)
{
	return b->what.watch != WATCH_NOTHING;
}

static bool is_active(const struct breakpoint *b)
{
	return in_use(b) && !b->disabled;
}

/* ---- The list --------------------------------------------------------------------------------- */

/*
 * All that use a register of the CPU, in order; those in @p lifted have their place, but do not watch.
 * @p at: which they are.
 */
static unsigned make_list(struct arch_breakpoint *list, uint8_t *at, uint32_t lifted)
{
	unsigned count = 0;

	for (unsigned i = 0; i < BREAKPOINTS_MAX && count < ARCH_BREAKPOINTS_MAX; i++) {
		if (!is_active(&breakpoints[i]) || breakpoints[i].soft)
			continue;
		at[count]   = (uint8_t)i;
		list[count] = breakpoints[i].what;
		if (lifted >> i & 1)
			list[count].watch = WATCH_NOTHING;
		count++;
	}
	return count;
}

static bool registers_suffice(void)
{
	struct arch_breakpoint list[ARCH_BREAKPOINTS_MAX];
	uint8_t at[ARCH_BREAKPOINTS_MAX];

	return arch_breakpoints_fit(list, make_list(list, at, 0));
}

static void load(uint32_t lifted)
{
	struct arch_breakpoint list[ARCH_BREAKPOINTS_MAX];
	struct cpu_state *s = state_here();

	s->generation = generation;
	arch_breakpoints_load(list, make_list(list, s->at, lifted));
}

static bool forbidden(vaddr_t address)
{
	struct symbol_place place;

	if (address < USER_TOP || !symbol_at(address, &place))
		return false;
	for (const char *const *name = arch_no_breakpoints; *name; name++)
		if (strcmp(*name, place.name) == 0)
			return true;
	return false;
}

static struct breakpoint *find_free(void)
{
	for (unsigned i = 0; i < BREAKPOINTS_MAX; i++)
		if (!in_use(&breakpoints[i]))
			return &breakpoints[i];
	return NULL;
}

/* A user's code is found through its task. */
static bool could_be_soft(const struct breakpoint *b)
{
	return b->what.watch == WATCH_EXECUTE && (b->what.address >= USER_TOP || b->task);
}

long breakpoint_set(const struct breakpoint *wanted)
{
	struct breakpoint *b = find_free();

	if (!b)
		return -L4_ENOMEM;
	if (wanted->what.watch == WATCH_EXECUTE && forbidden(wanted->what.address))
		return -L4_EPERM;
	if (!wanted->soft && !arch_breakpoints_fit(&wanted->what, 1))
		return -L4_EINVAL;
	if (wanted->soft && !could_be_soft(wanted))
		return -L4_EINVAL;
	*b         = *wanted;
	b->hits    = 0;
	b->patched = false;
	generation++;
	if (!b->soft && !registers_suffice()) {
		b->soft = true;
		if (!could_be_soft(b)) {
			b->what.watch = WATCH_NOTHING;
			return -L4_ENOMEM;
		}
	}
	return b - breakpoints + 1;
}

struct breakpoint *breakpoint_get(unsigned number)
{
	if (number < 1 || number > BREAKPOINTS_MAX || !in_use(&breakpoints[number - 1]))
		return NULL;
	generation++; /* whoever asks may change it */
	return &breakpoints[number - 1];
}

/* ---- Traps in the code ------------------------------------------------------------------------ */

static void unpatch(struct breakpoint *b)
{
	if (b->patched)
		arch_probe_write_phys(b->patched_at, b->code, arch_trap_code.bytes);
	b->patched = false;
}

static void patch(struct breakpoint *b)
{
	struct memory m = {
		.task = b->task ? task_of(object_by_id(b->task)) : NULL,
	};

	b->patched =
		memory_to_phys(&m, b->what.address, &b->patched_at) &&
		arch_probe_read_phys(b->code, b->patched_at, arch_trap_code.bytes) &&
		arch_probe_write_phys(b->patched_at, arch_trap_code.code, arch_trap_code.bytes);
}

static void patch_all(uint32_t lifted)
{
	for (unsigned i = 0; i < BREAKPOINTS_MAX; i++)
		if (is_active(&breakpoints[i]) && breakpoints[i].soft && !(lifted >> i & 1) &&
		    !breakpoints[i].patched)
			patch(&breakpoints[i]);
}

static void unpatch_some(uint32_t which)
{
	for (unsigned i = 0; i < BREAKPOINTS_MAX; i++)
		if (which >> i & 1)
			unpatch(&breakpoints[i]);
}

bool breakpoint_clear(unsigned number)
{
	struct breakpoint *b = breakpoint_get(number);

	if (!b)
		return false;
	unpatch(b);
	b->what.watch = WATCH_NOTHING;
	return true;
}

void breakpoints_clear_all(enum breakpoint_owner owner)
{
	for (unsigned i = 0; i < BREAKPOINTS_MAX; i++)
		if (breakpoints[i].owner == owner)
			breakpoint_clear(i + 1);
}

/* ---- Is it to stop? --------------------------------------------------------------------------- */

static bool condition_holds(const struct breakpoint *b, const struct trap_frame *frame)
{
	uint64_t value;

	/* A condition that means nothing stops: better once too often. */
	return !b->condition[0] || !expression_value(b->condition, frame, &value) || value;
}

static bool concerns(const struct breakpoint *b, const struct trap_frame *frame)
{
	const struct thread *t = thread_current();

	if (b->thread && b->thread != t->object.id)
		return false;
	if (b->task && (!t->task || b->task != t->task->object.id))
		return false;
	if (b->cpu != ANY_CPU && b->cpu != (int)t->cpu->number)
		return false;
	return condition_holds(b, frame);
}

static uint64_t watched_value(const struct breakpoint *b)
{
	struct memory m = {.task = thread_current()->task};
	uint64_t value  = 0;

	if (b->what.watch == WATCH_EXECUTE || b->what.watch == WATCH_PORT ||
	    !memory_read(&m, &value, b->what.address, b->what.bytes))
		return 0;
	return value;
}

/* @return true: stop here */
static bool take_hit(unsigned i, const struct trap_frame *frame)
{
	struct breakpoint *b = &breakpoints[i];

	if (!is_active(b) || !concerns(b, frame))
		return false;
	if (b->owner == BREAK_STEP)
		return step_returned(frame);
	if (++b->hits < b->from)
		return false;
	if (b->log) {
		trace(breakpoint, i + 1, thread_id(thread_current()), arch_frame_pc(frame),
		      b->what.address, watched_value(b));
		return false;
	}
	state_here()->hit = i + 1;
	return true;
}

/* ---- Debug events ----------------------------------------------------------------------------- */

unsigned breakpoint_hit(void)
{
	return debugger_cpu() ? states[debugger_cpu()->number].hit : 0;
}

static const char *reason(void)
{
	unsigned hit = state_here()->hit;
	static char text[96];
	static const char *const what[] = {[WATCH_EXECUTE] = "breakpoint",
					   [WATCH_WRITE]   = "write watchpoint",
					   [WATCH_ACCESS]  = "access watchpoint",
					   [WATCH_PORT]    = "port watchpoint"};
	const struct breakpoint *b      = hit ? &breakpoints[hit - 1] : NULL;

	if (!b)
		return step_was_the_reason() ? "step" : "trap";
	if (b->what.watch == WATCH_WRITE || b->what.watch == WATCH_ACCESS)
		kernel_snprintf(text, sizeof(text), "%s %u, hit %llu, value %llx",
				what[b->what.watch], hit, (unsigned long long)b->hits,
				(unsigned long long)watched_value(b));
	else
		kernel_snprintf(text, sizeof(text), "%s %u, hit %llu", what[b->what.watch], hit,
				(unsigned long long)b->hits);
	return text;
}

/* Which trap of ours is at @p address? -1: none. */
static int soft_at(vaddr_t address)
{
	for (unsigned i = 0; i < BREAKPOINTS_MAX; i++)
		if (breakpoints[i].patched && breakpoints[i].what.address == address)
			return (int)i;
	return -1;
}

/* A step may end on another CPU than it began on. @return true: @p t was stepping */
static bool disarm(const struct thread *t)
{
	struct cpu_state *s = state_here();
	bool found          = false;

	for (unsigned i = 0; i < cpu_count; i++) {
		if (states[i].armed != t && !(&states[i] == s && s->armed))
			continue;
		states[i].armed = NULL;
		found           = true;
	}
	return found;
}

struct outcome {
	bool ours, stop;
};

static struct outcome kernel_event(struct trap_frame *frame, const struct arch_debug_event *e)
{
	struct cpu_state *s = state_here();
	struct outcome o    = {.ours = e->hit != 0};
	int soft            = e->trap ? soft_at(e->address) : -1;
	bool armed          = disarm(thread_current());

	s->again = 0;
	if (armed)
		arch_step(frame, NULL, false);
	if (e->step && armed) {
		o.ours = true;
		o.stop = step_done(frame);
	}
	for (unsigned i = 0; i < ARCH_BREAKPOINTS_MAX; i++) {
		if (!(e->hit >> i & 1))
			continue;
		if (e->again)
			s->again |= 1U << s->at[i];
		o.stop |= take_hit(s->at[i], frame);
	}
	if (soft >= 0) {
		o.ours = true;
		arch_frame_set_pc(frame, e->address);
		o.stop |= take_hit((unsigned)soft, frame);
	}
	return o;
}

bool debugger_trap(struct trap_frame *frame, const struct arch_debug_event *event)
{
	struct outcome o;
	bool stopped;

	if (debugger_active() && debugger_cpu() == cpu_current())
		return false;
	arch_breakpoints_load(NULL, 0); /* what is done here must not hit them again */
	o = kernel_event(frame, event);
	if (o.stop) {
		stopped = cpus_stop();
		debugger_enter(reason(), frame);
		if (stopped)
			cpus_go();
	} else {
		breakpoints_resume(o.ours ? frame : NULL, true);
	}
	return o.ours;
}

/* ---- Going on --------------------------------------------------------------------------------- */

void debugger_cpu_goes_on(void)
{
	if (state_here()->generation != generation)
		load(0);
}

void breakpoints_off(void)
{
	arch_breakpoints_load(NULL, 0);
	unpatch_some(~0u);
	step_stopped();
	generation++; /* whoever goes on after this loads what there is then */
}

/* Breakpoints on the instruction at which @p frame stands; the CPU cannot just let it pass. */
static uint32_t to_lift(struct trap_frame *frame)
{
	uint32_t lifted = state_here()->again;
	bool passes     = false;

	for (unsigned i = 0; i < BREAKPOINTS_MAX; i++) {
		const struct breakpoint *b = &breakpoints[i];

		if (!is_active(b) || b->what.watch != WATCH_EXECUTE ||
		    b->what.address != arch_frame_pc(frame))
			continue;
		if (!b->soft && !passes)
			passes = arch_pass(frame);
		if (b->soft || !passes)
			lifted |= 1U << i;
	}
	return lifted;
}

void breakpoints_resume(struct trap_frame *frame, bool there)
{
	struct memory m               = {.task = thread_current()->task};
	uint8_t code[INSTRUCTION_MAX] = {0};
	uint32_t lifted               = 0;

	state_here()->hit = 0;
	step_goes_on();
	if (frame) {
		lifted = there ? to_lift(frame) : 0;
		unpatch_some(lifted);
		for (unsigned i = 0; i < INSTRUCTION_MAX; i++) /* as much as there is */
			memory_read(&m, &code[i], arch_frame_pc(frame) + i, 1);
		if (step_wanted(frame, code) || lifted) {
			if (arch_step(frame, code, true))
				state_here()->armed = thread_current();
			else
				printk("This instruction cannot be stepped.\n");
		}
	}
	patch_all(lifted);
	load(lifted);
}
