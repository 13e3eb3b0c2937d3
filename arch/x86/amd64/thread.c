/*
 * Threads: their registers, their first steps, and the switch from one to another.
 */
#include "arch/x86/amd64/entry.h"
#include "arch/x86/amd64/segments.h"
#include "arch/x86/common/cpu.h"
#include "arch/x86/common/fpu.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/sched/cpu.h"
#include <arch_abi.h>

enum thread_op {
	THREAD_OP_GDT              = 0x10,
	THREAD_OP_SET_SEGMENT_BASE = 0x12,
	THREAD_OP_SEGMENT_INFO     = 0x13,
};

/* Flags a user may choose: arithmetic, TF, DF, RF, AC, ID. Not IF, IOPL, NT, VM. */
#define RFLAGS_USER 0x250dd5UL

_Static_assert(sizeof(struct thread) % 16 == 0, "the stack below a thread must stay aligned");
_Static_assert(offsetof(l4_exc_regs_t, ss) == offsetof(struct trap_frame, ss),
	       "an exception message starts with the trap frame");

void arch_thread_park(struct thread *t, void (*entry)(struct thread *t))
{
	t->arch.start.rbx = (word_t)entry;
	t->arch.kernel_sp = (word_t)&t->arch.start;
}

void arch_thread_init(struct thread *t, void (*entry)(struct thread *t))
{
	*thread_frame(t) = (struct trap_frame){
		.cs     = SEL_USER_CODE,
		.ss     = SEL_USER_DATA,
		.rflags = RFLAGS_IF | RFLAGS_ONE,
	};
	t->arch.start = (struct switch_frame){
		.r12 = (word_t)t,
		.rip = (word_t)thread_first_entry,
	};
	arch_thread_park(t, entry);
	segments_init(t);
	fpu_init(t);
}

void arch_switch_user(struct thread *from, struct thread *to)
{
	struct arch_cpu *cpu = &from->cpu->arch;

	segments_switch(from, to);
	fpu_switch(from, to);
	cpu->kernel_sp  = (word_t)to;
	cpu->tss.rsp[0] = (word_t)to;
}

void arch_frame_complete(struct thread *t)
{
	struct trap_frame *frame = thread_frame(t);

	frame->rcx    = frame->rip; /* as `syscall` has left them */
	frame->r11    = frame->rflags;
	frame->cs     = SEL_USER_CODE;
	frame->ss     = SEL_USER_DATA;
	frame->trapno = L4_EXC_TRAP_ALIEN; /* which is the number of system calls */
	frame->err    = 0;
	frame->pfa    = 0;
}

word_t arch_thread_resume_at(const struct thread *t)
{
	return t->arch.kernel_sp | 1;
}

void arch_switch(struct thread *from, struct thread *to)
{
	assert(from != to);
	arch_switch_user(from, to);
	switch_stacks(&from->arch.kernel_sp, to->arch.kernel_sp);
}

word_t arch_user_ip(const struct thread *t)
{
	return thread_frame(t)->rip;
}

word_t arch_user_sp(const struct thread *t)
{
	return thread_frame(t)->rsp;
}

word_t arch_user_flags(const struct thread *t)
{
	return thread_frame(t)->rflags;
}

void arch_set_user_ip(struct thread *t, word_t ip)
{
	thread_frame(t)->rip = ip;
}

void arch_set_user_sp(struct thread *t, word_t sp)
{
	thread_frame(t)->rsp = sp;
}

void arch_set_user_argument(struct thread *t, unsigned number, word_t value)
{
	struct trap_frame *frame = thread_frame(t);

	*(number ? &frame->rsi : &frame->rdi) = value;
}

/* %gs:0 shall be the UTCB's word that holds its own address. */
void arch_thread_bound(struct thread *t, vaddr_t utcb)
{
	t->utcb->self   = utcb;
	t->arch.gs_base = utcb + L4_UTCB_SELF_WORD * sizeof(word_t);
	if (t == thread_current())
		segments_load(t);
}

void arch_trigger_exception(struct thread *t)
{
	struct trap_frame *frame = thread_frame(t);

	frame->trapno = L4_EXC_TRAP_TRIGGER;
	frame->err    = 0;
	frame->pfa    = 0;
}

void arch_report_system_call(struct thread *t, bool done)
{
	enum { SYSCALL_BYTES = 2 };
	struct trap_frame *frame = thread_frame(t);

	frame->trapno = L4_EXC_TRAP_ALIEN;
	frame->err    = done;
	frame->pfa    = 0;
	if (!done)
		frame->rip -= SYSCALL_BYTES;
}

unsigned arch_exception_to_words(const struct thread *t, word_t *mr)
{
	l4_exc_regs_t *regs = (l4_exc_regs_t *)mr;

	if (t == thread_current())
		segments_save(thread_current());
	memcpy(mr, thread_frame(t), sizeof(struct trap_frame));
	regs->fs_base = t->arch.fs_base;
	regs->gs_base = t->arch.gs_base;
	regs->ds      = t->arch.ds;
	regs->es      = t->arch.es;
	regs->fs      = t->arch.fs;
	regs->gs      = t->arch.gs;
	return L4_EXC_WORDS;
}

/*
 * A reply shorter than the whole block changes nothing. The code selector stays as it is, flags are
 * limited; instruction and stack pointer may be anything, the user faults if they are nonsense.
 */
void arch_exception_from_words(struct thread *t, const word_t *mr, unsigned words)
{
	const l4_exc_regs_t *regs = (const l4_exc_regs_t *)mr;
	struct trap_frame *frame  = thread_frame(t);
	word_t cs                 = frame->cs;

	if (words < L4_EXC_WORDS)
		return;
	memcpy(frame, mr, sizeof(*frame));
	frame->cs     = cs;
	frame->rflags = (frame->rflags & RFLAGS_USER) | RFLAGS_IF | RFLAGS_ONE;

	t->arch.registers_changed = true;
	t->arch.ds                = regs->ds;
	t->arch.es                = regs->es;
	t->arch.fs                = regs->fs;
	t->arch.gs                = regs->gs;
	if (address_is_canonical(regs->fs_base))
		t->arch.fs_base = regs->fs_base;
	if (address_is_canonical(regs->gs_base))
		t->arch.gs_base = regs->gs_base;
	segments_changed(t);
	if (t == thread_current())
		segments_load(t);
}

/* ---- Virtual CPUs --------------------------------------------------------------------------- */

void arch_vcpu_enter(struct thread *t, word_t ip, word_t sp, word_t argument)
{
	*thread_frame(t) = (struct trap_frame){
		.rip    = ip,
		.rsp    = sp,
		.rdi    = argument,
		.cs     = SEL_USER_CODE,
		.ss     = SEL_USER_DATA,
		.rflags = RFLAGS_IF | RFLAGS_ONE,
	};
	t->arch.registers_changed = true;
}

void arch_vcpu_init(struct thread *t)
{
	if (t == thread_current())
		segments_save(t);
	t->vcpu.state->arch_state = (l4_vcpu_arch_state_t){
		.host_fs_base = t->arch.fs_base,
		.host_gs_base = t->arch.gs_base,
		.user_ds32    = SEL_USER_DATA,
		.user_cs64    = SEL_USER_CODE,
		.user_cs32    = SEL_USER_CODE32,
	};
}

void arch_vcpu_load_host(struct thread *t)
{
	const l4_vcpu_arch_state_t host = t->vcpu.state->arch_state;

	t->arch.ds = host.host_ds;
	t->arch.es = host.host_es;
	t->arch.fs = host.host_fs;
	t->arch.gs = host.host_gs;
	if (address_is_canonical(host.host_fs_base))
		t->arch.fs_base = host.host_fs_base;
	if (address_is_canonical(host.host_gs_base))
		t->arch.gs_base = host.host_gs_base;
	segments_changed(t);
	segments_load(t);
}

/* User mode may be 32-bit code, which an exception reply cannot make of a thread. */
void arch_vcpu_load_user(struct thread *t, const l4_exc_regs_t *regs)
{
	thread_frame(t)->cs = regs->dummy1 == SEL_USER_CODE32 ? SEL_USER_CODE32 : SEL_USER_CODE;
}

void arch_thread_invoke(struct thread *target, struct invocation *inv)
{
	switch (inv->caller->utcb->mr[0] & 0xffff) {
	case THREAD_OP_GDT:
		segments_set_gdt(target, inv);
		break;
	case THREAD_OP_SET_SEGMENT_BASE:
		segments_set_base(target, inv);
		break;
	case THREAD_OP_SEGMENT_INFO:
		segments_info(inv);
		break;
	default:
		answer(inv, -L4_ENOSYS, 0);
	}
}

/* ---- Backtraces ----------------------------------------------------------------------------- */

extern char text_start[], text_end[];

/* Each function pushes its caller's rbp behind the return address: fp -> [rbp, rip]. */
bool arch_unwind(vaddr_t *fp, vaddr_t *pc)
{
	vaddr_t frame[2];

	if (*fp == 0 || *fp % sizeof(word_t) || !arch_probe_read(frame, *fp, sizeof(frame)))
		return false;
	if (frame[1] < (vaddr_t)text_start || frame[1] >= (vaddr_t)text_end)
		return false;
	*fp = frame[0];
	*pc = frame[1];
	return true;
}

__attribute__((noinline)) void arch_unwind_here(vaddr_t *fp, vaddr_t *pc)
{
	*fp = (vaddr_t)__builtin_frame_address(0);
	*pc = (vaddr_t)__builtin_return_address(0);
	arch_unwind(fp, pc); /* this function itself is of no interest */
}

void arch_unwind_thread(const struct thread *t, vaddr_t *fp, vaddr_t *pc)
{
	const struct switch_frame *sp = (const struct switch_frame *)t->arch.kernel_sp;

	*fp = sp->rbp;
	*pc = sp->rip;
}

void arch_unwind_frame(const void *frame, vaddr_t *fp, vaddr_t *pc)
{
	const struct trap_frame *f = frame;

	*fp = f->rbp;
	*pc = f->rip;
}

void arch_unwind_user_here(const struct thread *t, vaddr_t *fp, vaddr_t *pc)
{
	arch_unwind_frame(thread_frame(t), fp, pc);
}

/* A call to nowhere has pushed its return address, and nothing else has happened since. */
bool arch_unwind_user(const struct thread *t, const struct user_memory *m, bool first, vaddr_t *fp,
		      vaddr_t *pc)
{
	vaddr_t frame[2];

	if (first && !m->is_code(m->task, *pc))
		return m->read(m->task, pc, thread_frame(t)->rsp, sizeof(*pc)) &&
		       m->is_code(m->task, *pc);
	if (*fp == 0 || *fp % sizeof(word_t) || !m->read(m->task, frame, *fp, sizeof(frame)) ||
	    !m->is_code(m->task, frame[1]))
		return false;
	*fp = frame[0];
	*pc = frame[1];
	return true;
}
