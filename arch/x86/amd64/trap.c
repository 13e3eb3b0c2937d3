/*
 * What happens on the way in, by reason: system calls, exceptions, interrupts. From here on it is
 * portable code. Called by entry.S with interrupts off.
 */
#include "arch/x86/amd64/debug.h"
#include "arch/x86/amd64/entry.h"
#include "arch/x86/amd64/io_ports.h"
#include "arch/x86/amd64/paging.h"
#include "arch/x86/amd64/probe.h"
#include "arch/x86/common/cpu.h"
#include "arch/x86/common/fpu.h"
#include "arch/x86/common/interrupt.h"
#include "arch/x86/common/vectors.h"
#include "kernel/hooks.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/sched/cpu.h"

/* Error code of a page fault (Intel SDM volume 3, 4.7). */
enum {
	FAULT_PRESENT = 1 << 0,
	FAULT_WRITE   = 1 << 1,
	FAULT_FETCH   = 1 << 4,
};

static const char *const exception_names[VECTOR_EXCEPTIONS] = {
	"division error",
	"debug exception",
	"non-maskable interrupt",
	"breakpoint",
	"overflow",
	"bound range exceeded",
	"invalid opcode",
	"FPU not available",
	"double fault",
	"coprocessor overrun",
	"invalid TSS",
	"segment not present",
	"stack segment fault",
	"general protection fault",
	"page fault",
	NULL,
	"FPU error",
	"alignment check",
	"machine check",
	"SIMD error",
	"virtualization exception",
	"control protection exception",
};

static const char *exception_name(word_t trapno)
{
	const char *name = trapno < VECTOR_EXCEPTIONS ? exception_names[trapno] : NULL;

	return name ? name : "unknown exception";
}

static bool execute(struct trap_frame *frame)
{
	struct invocation inv = {
		.dest    = frame->rdx,
		.tag     = {(l4_mword_t)frame->rax},
		.label   = frame->rsi,
		.timeout = {.raw = (uint32_t)frame->r8},
	};

	invoke(&inv);
	if (likely(!inv.resumed)) {
		frame->rax = (word_t)inv.tag.raw;
		frame->rsi = inv.label;
	}
	return !inv.resumed;
}

bool system_call(struct trap_frame *frame)
{
	struct thread *self = thread_current();

	self->arch.registers_changed = false;
	if (likely(!reports_system_calls(self)))
		execute(frame);
	else
		reported_system_call(self, execute);
	before_return_to_user();
	return !self->arch.registers_changed;
}

/* Only addresses of the user's half are the pager's business; others cannot be resolved. */
static void page_fault(struct trap_frame *frame)
{
	unsigned flags = 0;

	frame->pfa = read_cr2();
	if (frame->err & FAULT_PRESENT)
		flags |= PAGE_FAULT_PRESENT;
	if (frame->err & FAULT_WRITE)
		flags |= PAGE_FAULT_WRITE;
	if (frame->err & FAULT_FETCH)
		flags |= PAGE_FAULT_FETCH;
	if (frame->pfa < USER_TOP)
		user_page_fault(frame->pfa, flags, frame->rip);
	else
		user_exception();
}

/*
 * A thread with a frame that iret refuses gets here again and again, as long as its handler has nothing
 * better to say, and never to user mode, where interrupts are on: let them in here.
 */
static void exception(void)
{
	preemption_point();
	user_exception();
}

void trap_from_user(struct trap_frame *frame)
{
	assert(frame == thread_frame(thread_current()));
	if (frame->trapno >= VECTOR_EXCEPTIONS)
		interrupt(frame);
	else if (frame->trapno == VECTOR_PAGE_FAULT)
		page_fault(frame);
	else if (frame->trapno == VECTOR_NO_FPU && !(thread_current()->state & THREAD_NO_FPU))
		fpu_take(thread_current());
	else if (!debug_trap(frame) &&
		 (frame->trapno != VECTOR_PROTECTION || frame->err || !io_ports_load()))
		exception();
	before_return_to_user();
}

_Noreturn void arch_return_to_user(struct thread *self)
{
	before_return_to_user();
	enter_user(thread_frame(self));
}

/*
 * The iret at the end of entry.S read a frame that the CPU refuses: a code or stack selector that
 * means nothing (a user may have set it, or have changed the descriptor behind it), an instruction
 * pointer that is no address. All user registers were loaded already, so they are in @p fault;
 * put them back into the thread's frame (which @p fault overlaps) and make it the user's trap.
 */
static struct trap_frame *bad_user_frame(const struct trap_frame *fault)
{
	struct trap_frame *user = thread_frame(thread_current());
	word_t trapno = fault->trapno, err = fault->err;

	memmove(user, fault, offsetof(struct trap_frame, trapno));
	user->trapno = trapno;
	user->err    = err;
	user->pfa    = 0;
	return user;
}

struct trap_frame *trap_from_kernel(struct trap_frame *frame)
{
	vaddr_t address = read_cr2();

	if (frame->trapno >= VECTOR_EXCEPTIONS) {
		interrupt(frame);
		return NULL;
	}
	if (frame->rip == (word_t)iret_instruction)
		return bad_user_frame(frame);
	if (debug_trap(frame))
		return NULL;
	if (frame->rip == (word_t)probe_instruction) {
		frame->rip = (word_t)probe_failed;
		return NULL;
	}
	frame->pfa = frame->trapno == VECTOR_PAGE_FAULT ? address : 0;
	kernel_exception(exception_name(frame->trapno), frame->rip, frame->pfa, frame);
	return NULL;
}

void trap_separate(struct trap_frame *frame)
{
	const char *what = exception_name(frame->trapno);

	if (frame->trapno == VECTOR_NMI && nmi_is_ours()) {
		cpu_stand(frame);
		debugger_cpu_goes_on();
		return;
	}
	/* Somebody pressed the button that is there for this: look, and go on. */
	if (frame->trapno == VECTOR_NMI) {
		printk("Non-maskable interrupt at %#lx\n", frame->rip);
		debugger_enter(what, frame);
		return;
	}
	if (frame->trapno == VECTOR_DOUBLE_FAULT) {
		frame->pfa = read_cr2();
		if (paging_is_stack_guard(frame->pfa))
			what = "kernel stack overflow";
	}
	kernel_exception(what, frame->rip, frame->pfa, frame);
	panic("%s: cannot continue at %#lx", what, frame->rip); /* the CPU's state is lost */
}
