/*
 * Faults become messages: a page fault is a call to the thread's pager, any other exception a call
 * to its exception handler, made by the kernel in the thread's name (abi sheet §9).
 *
 *      system call of an alien -------------------------------> exception (reported_system_call())
 *      page fault --> pager answers, label >= 0 ------------------------> restart
 *                 |   ... label < 0, or the pager is gone --> exception --> handler answers
 *                 |   no pager: the thread dies
 *                 |-> an alien's --------------------------> exception
 *                 |-> armed trampoline: the thread's own handler (pf_trampoline.c)
 *                 '-> sigma0: the kernel itself maps one to one
 *
 * The message goes through the thread's own UTCB; what it overwrites there is put back after.
 */
#include "kernel/hooks.h"
#include "kernel/ipc/flow.h"
#include "kernel/ipc/ipc.h"
#include "kernel/lib/panic.h"
#include "kernel/object/task.h"
#include "kernel/sched/cpu.h"
#include "kernel/space/map.h"
#include "kernel/trace.h"
#include <arch_abi.h>

/* What of a UTCB a fault's message needs for itself. */
struct saved_utcb {
	word_t mr[2], bdr, br[2];
};

static void utcb_save(const l4_utcb_t *u, struct saved_utcb *s)
{
	*s = (struct saved_utcb){{u->mr[0], u->mr[1]}, u->bdr, {u->br[0], u->br[1]}};
}

static void utcb_restore(l4_utcb_t *u, const struct saved_utcb *s)
{
	u->mr[0] = s->mr[0];
	u->mr[1] = s->mr[1];
	u->bdr   = s->bdr;
	u->br[0] = s->br[0];
	u->br[1] = s->br[1];
}

/* The answer may map anything anywhere in the thread's task. */
static void open_receive_window(l4_utcb_t *u)
{
	u->bdr   = L4_UTCB_INHERIT_FPU;
	u->br[0] = L4_ITEM_MAP;
	u->br[1] = L4_WHOLE_ADDRESS_SPACE << L4_FPAGE_SIZE_SHIFT;
}

/* Start a message to people about a thread that cannot go on. */
static void say_culprit(const struct thread *self)
{
	printk("Thread %u \"%s\" of task %u \"%s\" ", thread_id(self),
	       debugger_object_name(&self->object), (unsigned)self->task->object.id,
	       debugger_object_name(&self->task->object));
}

/* Call capability @p index of the thread's own task. False when the slot is empty. */
static bool call_capability(struct thread *self, word_t index, struct invocation *call)
{
	word_t rights;
	struct object *obj = cap_lookup(&self->task->caps, index, &rights);

	if (!obj)
		return false;
	self->ipc_error = 0;
	self->sent_to   = 0;
	invoke_object(obj, rights, call);
	return true;
}

/* ---- Exceptions ----------------------------------------------------------------------------- */

/* Nobody handles the exception: the thread stands still until it is cancelled or deleted. */
static void stand_still(struct thread *self)
{
	struct invocation wait = {.dest = L4_SYSF_RECV, .caller = self};

	if (self->task == sigma0_task)
		panic("sigma0 raised an exception at ip %#lx", arch_user_ip(self));
	say_culprit(self);
	printk("has no exception handler: stopped at ip %#lx.\n", arch_user_ip(self));
	ipc_receive(&wait, &self->sender);
}

static void call_handler(struct thread *self)
{
	struct invocation call = {
		.dest   = L4_SYSF_CALL,
		.tag    = l4_msgtag(L4_PROTO_EXCEPTION, L4_EXC_WORDS, 0, L4_MSGTAG_TRANSFER_FPU),
		.caller = self,
	};
	bool applied = false;

	if (call_capability(self, self->handler, &call))
		applied =
			!l4_msgtag_has_error(call.tag) && l4_msgtag_words(call.tag) >= L4_EXC_WORDS;
	else
		stand_still(self);
	if (self->state & THREAD_ALIEN && l4_msgtag_label(call.tag) == L4_PROTO_ALLOW_SYSCALL &&
	    !l4_msgtag_has_error(call.tag))
		self->state |= THREAD_ALLOWED;
	(void)applied;
	trace(exception_done, self->flow, thread_id(self), applied);
}

#ifdef CONFIG_JDB
static void trace_exception(const struct thread *self)
{
	l4_exc_regs_t r;

	arch_exception_to_words(self, (word_t *)&r);
	trace(exception, self->flow, thread_id(self), l4_exc_cause(&r), r.pfa, arch_user_ip(self));
}
#else
static void trace_exception(const struct thread *self)
{
	(void)self;
}
#endif

void user_exception(void)
{
	struct thread *self = thread_current();
	struct saved_utcb saved;
	l4_uint16_t irq;

	self->state &= ~(uint32_t)(THREAD_CANCEL | THREAD_OPEN);
	if (vcpu_take_exception(self, false))
		return;
	self->flow = flow_new();
	self->state |= THREAD_EXCEPTION;
	trace_exception(self);
	utcb_save(self->utcb, &saved);
	open_receive_window(self->utcb);
	irq = vcpu_irq_off(self);
	call_handler(self);
	vcpu_irq_restore(self, irq);
	utcb_restore(self->utcb, &saved);
	self->state &= ~(uint32_t)THREAD_EXCEPTION;
}

/*
 * An alien makes no system call of its own accord. The first attempt is reported; if the answer
 * allows it, the thread comes here again with the same call, which is executed and reported too. Those
 * of a vCPU in user mode are events, never executed.
 */
void reported_system_call(struct thread *self, bool (*execute)(struct trap_frame *frame))
{
	bool allowed = self->state & THREAD_ALLOWED && !(self->state & THREAD_USER_MODE);

	self->state &= ~(uint32_t)THREAD_ALLOWED;
	if (allowed && !execute(thread_frame(self)))
		return;
	arch_report_system_call(self, allowed);
	user_exception();
}

/* ---- Page faults ---------------------------------------------------------------------------- */

/* What became of a page fault. */
enum outcome {
	RESTART,   /* the instruction may be tried again */
	EXCEPTION, /* the pager refused, or there is none any more */
	NO_PAGER,
};

static enum outcome outcome_of(const struct thread *self, const struct invocation *call)
{
	if (self->ipc_error == L4_IPC_ENOT_EXISTENT && !thread_interrupted(self))
		return EXCEPTION;
	if (l4_msgtag_has_error(call->tag))
		return RESTART; /* cancelled: with other registers; an overflow: fault again */
	return l4_msgtag_label(call->tag) < 0 ? EXCEPTION : RESTART;
}

static enum outcome call_pager(struct thread *self, word_t fault, vaddr_t ip)
{
	struct invocation call = {
		.dest   = L4_SYSF_CALL,
		.tag    = l4_msgtag(L4_PROTO_PAGE_FAULT, 2, 0, 0),
		.caller = self,
	};
	enum outcome outcome = NO_PAGER;
	struct saved_utcb saved;
	l4_uint16_t irq = vcpu_irq_off(self);

	self->state |= THREAD_FAULT;
	utcb_save(self->utcb, &saved);
	open_receive_window(self->utcb);
	self->utcb->mr[0] = fault;
	self->utcb->mr[1] = ip;
	if (call_capability(self, self->pager, &call))
		outcome = outcome_of(self, &call);
	utcb_restore(self->utcb, &saved);
	vcpu_irq_restore(self, irq);
	self->state &= ~(uint32_t)THREAD_FAULT;
	trace(page_fault_done, self->flow, thread_id(self), self->sent_to,
	      l4_msgtag_label(call.tag), outcome == RESTART);
	return outcome;
}

/* MR0 of the pager's message. The flags are those of x86; ARM sees bit 0 the other way round. */
static word_t fault_word(vaddr_t address, unsigned flags)
{
	return (address & ~(vaddr_t)7) | (flags ^ L4_PAGE_FAULT_BIT0_ABSENT);
}

static void sigma0_fault(struct thread *self, vaddr_t address, vaddr_t ip)
{
	bool mapped = map_physical(sigma0_task, address) == 0;

	trace(page_fault_done, self->flow, thread_id(self), 0, 0, mapped);
	if (mapped)
		return;
	say_culprit(self);
	printk("touched %#lx at ip %#lx, which not even sigma0 may see, or no memory is left: "
	       "ended.\n",
	       (word_t)address, (word_t)ip);
	thread_die();
}

void user_page_fault(vaddr_t address, unsigned flags, vaddr_t ip)
{
	struct thread *self = thread_current();
	word_t fault        = fault_word(address, flags);

	self->state &= ~(uint32_t)(THREAD_CANCEL | THREAD_OPEN);
	if (vcpu_take_exception(self, true))
		return;
	self->flow = flow_new();
	trace(page_fault, self->flow, thread_id(self), self->task->object.id, address, flags, ip);
	if (self->task == sigma0_task) {
		sigma0_fault(self, address, ip);
		return;
	}
	if (pf_trampoline_take(self, fault)) {
		trace(page_fault_done, self->flow, thread_id(self), thread_id(self), 0, true);
		return;
	}
	if (self->state & THREAD_ALIEN) {
		user_exception();
		return;
	}
	switch (call_pager(self, fault, ip)) {
	case RESTART:
		break;
	case EXCEPTION:
		user_exception();
		break;
	case NO_PAGER:
		say_culprit(self);
		printk("has no pager: ended by its access to %#lx at ip %#lx.\n", (word_t)address,
		       (word_t)ip);
		thread_die();
		break;
	}
}
