/*
 * Threads: execution in a task, and the endpoints of IPC.
 *
 * The control block lives at the upper end of the thread's kernel stack; the user's registers are
 * saved right below it:
 *
 *      stack + size  +---------------------+
 *                    | struct thread       |
 *                    +---------------------+  <- thread_current(): computed from the stack pointer
 *                    | struct trap_frame   |     user registers
 *                    +---------------------+
 *                    | kernel stack        |
 *                    |   v                 |
 *      stack         +---------------------+
 *                    | guard page          |
 *
 * A thread's state is changed only on the CPU it is on (t->cpu), with interrupts off. Other CPUs ask
 * that one: thread_call(), thread_post() (kernel/sched/mail.c).
 */
#ifndef KERNEL_OBJECT_THREAD_H
#define KERNEL_OBJECT_THREAD_H

#include "kernel/abi/l4_utcb.h"
#include "kernel/arch.h"
#include "kernel/ipc/invoke.h"
#include "kernel/ipc/pf_trampoline.h"
#include "kernel/ipc/reply.h"
#include "kernel/ipc/sender.h"
#include "kernel/object/object.h"
#include "kernel/object/vcpu.h"
#include "kernel/sched/ready_queue.h"
#include "kernel/sched/request.h"
#include "kernel/sched/timeout.h"

struct task;
struct cpu;
struct irq_line;

/* Why a thread does not run; 0 with THREAD_READY: it does or could. Shown by the debugger. */
enum thread_state {
	THREAD_READY     = 0x001,   /* runs, or is in a ready queue */
	THREAD_SENDING   = 0x002,   /* queued at a partner that is not ready to receive */
	THREAD_RECEIVING = 0x004,   /* waits for a message */
	THREAD_TRANSFER  = 0x008,   /* items of its message are being mapped */
	THREAD_FAULT     = 0x010,   /* its IPC is a page fault sent to the pager */
	THREAD_EXCEPTION = 0x020,   /* its IPC is an exception sent to the handler */
	THREAD_BLOCKED   = 0x040,   /* waits in the kernel: semaphore, unbound gate */
	THREAD_DEAD      = 0x080,   /* never started by ex_regs, or ended */
	THREAD_DYING     = 0x100,   /* deleted; ends itself when it runs next */
	THREAD_CANCEL    = 0x200,   /* ex_regs cancelled its IPC */
	THREAD_ALIEN     = 0x400,   /* system calls become exceptions */
	THREAD_VCPU      = 0x800,   /* in vCPU mode */
	THREAD_TIMEOUT   = 0x1000,  /* its timeout expired; it gives up when it runs next */
	THREAD_TRIGGER   = 0x2000,  /* ex_regs wants an exception before the next instruction */
	THREAD_USER_MODE = 0x8000,  /* a vCPU in user mode: it runs in its user task */
	THREAD_OPEN      = 0x20000, /* a vCPU that runs: a message may come at any time */
	THREAD_UPCALL    = 0x40000, /* … has come, or is being transferred */
	THREAD_NO_FPU    = 0x80000, /* a vCPU in user mode, which may not use the FPU */
	THREAD_ALLOWED   = 0x4000,  /* an alien whose handler allowed the next system call */
};

/* What other CPUs have for a thread; see kernel/sched/mail.c. */
enum thread_mail {
	MAIL_POSTED  = 0x01, /* its request is in the list of a CPU */
	MAIL_WAKE    = 0x02, /* what it is BLOCKED for may have happened */
	MAIL_SENT    = 0x04, /* its message has been taken, or refused: sent_error */
	MAIL_ARRIVED = 0x08, /* it is on this CPU now */
};

struct thread {
	struct object object;
	struct arch_thread arch;
	uint32_t state;   /* enum thread_state bits */
	struct cpu *cpu;  /* where it is; read from elsewhere by thread_cpu() */
	struct cpu *home; /* where it shall be: what run_thread chose, at first the boot CPU */
	bool scheduled;   /* run_thread has given it a CPU that is there */
	bool ended;       /* ran to its end; never starts again */
	struct schedule_context sched;
	bool helped;       /* holds a helping lock, and runs on the time of somebody who wants it */
	uint64_t consumed; /* running time in cycles: clock_cycles() */

	struct task *task;        /* NULL until bound; holds a reference */
	struct list_node in_task; /* task->threads */
	l4_utcb_t *utcb;          /* kernel address; NULL until bound */
	vaddr_t utcb_user;
	word_t pager, handler; /* capability indices in its own task, or THREAD_CAP_UNSET */
	struct pf_trampoline trampoline;
	struct vcpu vcpu;

	/* IPC; see kernel/ipc/ipc.h for the protocol between these. */
	struct sender sender;        /* it as a sender in somebody's queue */
	struct sender_queue senders; /* who wants to send to it */
	struct sender *partner;      /* RECEIVING: from whom; NULL: from anyone */
	struct thread *send_to;      /* SENDING, TRANSFER: to whom its message goes */
	struct thread *pulls;        /* TRANSFER: from another CPU, whose message it has to fetch */
	word_t send_rights;          /* W, S of the capability its message goes through */
	struct invocation *message;  /* its current operation: tag and label in and out */
	struct object
		*found; /* by ipc_fast(), for the call of a kernel object that follows; or NULL */
	word_t found_rights;
	struct invocation parked_message;
	bool parked; /* waits with nothing on its kernel stack but its trap frame: ipc/fast.c */
	struct timeout timeout;
	unsigned ipc_error;            /* how the phase ended; 0: well */
	struct reply_slot reply;       /* the implicit one */
	struct reply_slot *reply_into; /* where an open wait keeps its caller */
	struct reply_slot *replied_by; /* the slot that holds us as caller, or NULL */
	unsigned sent_error;           /* with MAIL_SENT: how the send phase ended … */
	struct reply_slot *sent_slot;  /* … and the slot that holds us since */
	uint32_t mail;                 /* enum thread_mail bits; atomic */
	struct cpu_request mail_request;
	uint64_t blocked_since;               /* in cycles */
	const struct helping_lock *waits_for; /* for people */
	uint32_t sent_to;                     /* debugger id of send_to, good after it is gone */
	uint32_t flow; /* joins the trace events of its current message or fault */

	struct irq_line *deletion_irq;  /* hit when a gate bound to it is gone; or NULL */
	struct list_node deletion_link; /* deletion_irq->watched */
	struct list_node reap;          /* objects it has deleted, see object_reap() */
};

/* Pager or handler that was never set: reads back as ~0 << 12. */
#define THREAD_CAP_UNSET (~(word_t)0 >> L4_CAP_SHIFT)

/** Current thread, from the stack pointer. */
static inline struct thread *thread_current(void)
{
	vaddr_t top = (stack_pointer() | ((1UL << KERNEL_STACK_ORDER) - 1)) + 1;

	return (struct thread *)(top - sizeof(struct thread));
}

/** The user's registers of @p t. */
static inline struct trap_frame *thread_frame(const struct thread *t)
{
	return (struct trap_frame *)t - 1;
}

/** Lowest address of the thread's kernel stack. */
static inline void *thread_stack(const struct thread *t)
{
	return (void *)align_down((vaddr_t)t, KERNEL_STACK_ORDER);
}

/** New thread in state DEAD, unbound; charged to @p q. NULL when out of quota. */
struct thread *thread_create(struct quota *q);

/** The thread behind @p obj, or NULL when it is of another type. */
struct thread *thread_of(struct object *obj);

/**
 * Bind to @p task with the UTCB at user address @p utcb.
 * @return 0, or -L4_EINVAL: bound already, or UTCB not in the task's KU memory.
 */
int thread_bind(struct thread *t, struct task *task, vaddr_t utcb);

/** First ex_regs: leave DEAD with the given registers. Runs once bound and given a CPU. */
void thread_start(struct thread *t, word_t ip, word_t sp);

/** The user's registers become those at @p words, a frame as in abi §4.2, where a user may choose. */
void thread_set_registers(struct thread *t, const word_t words[L4_EXC_FRAME_WORDS]);

/**
 * Give @p t a home CPU (NULL: none, it stops), a priority and a time slice. Called on its CPU; it moves
 * at once if it does not run, else at its next switch. No effect on a thread that has ended.
 */
void thread_schedule(struct thread *t, struct cpu *cpu, unsigned priority, uint32_t quantum_us);

/** Where @p t is; it may be elsewhere a moment later, unless it is here. */
static inline struct cpu *thread_cpu(const struct thread *t)
{
	return __atomic_load_n(&t->cpu, __ATOMIC_ACQUIRE);
}

/** True when @p t is on this CPU: its state may be read and changed while interrupts are off. */
static inline bool thread_is_here(const struct thread *t)
{
	return thread_cpu(t) == thread_current()->cpu;
}

/**
 * Run @p run(@p t, @p argument) on the CPU of @p t and return its result. There it is in interrupt
 * context when that is another CPU, and the caller waits with preemption points: see cpu_call().
 */
long thread_call(struct thread *t, long (*run)(struct thread *t, void *argument), void *argument);

/** Tell @p t's CPU what is in @p bits (MAIL_*); soon, nobody waits. @p t cannot end before. */
void thread_post(struct thread *t, uint32_t bits);

/** @p t is here: see to its mail now. */
void thread_take_mail(struct thread *t);

/** True when nothing is on its way to @p t. */
bool thread_mail_drained(const struct thread *t);

void thread_mail_init(struct thread *t);

/** @p t, which does not run, goes from here to CPU @p to, where thread_arrived() continues. migrate.c */
void thread_leave(struct thread *t, struct cpu *to);
void thread_arrived(struct thread *t);

/** True when @p t has all it needs to execute, whether it is ready or not. */
bool thread_runnable(const struct thread *t);

/** Queue a ready thread that has become runnable; no effect on others. */
void thread_enqueue(struct thread *t);

/** Make a blocked thread ready; it preempts threads of lower priority. Home CPU only. */
void thread_wake(struct thread *t);

/** The same for one that got a message: it also goes before threads of its own priority. */
void thread_wake_first(struct thread *t);

/** The current thread gives up the CPU until thread_wake(). */
void thread_sleep(void);

/** The current thread blocks in @p state (a THREAD_* bit) until thread_wake(). */
void thread_block(uint32_t state);

/** End whatever @p t, whose CPU this is, waits for. */
void thread_cancel(struct thread *t);

/** True when a wait of @p t has to end: cancelled, deleted or timed out. */
static inline bool thread_interrupted(const struct thread *t)
{
	return t->state & (THREAD_CANCEL | THREAD_DYING | THREAD_TIMEOUT);
}

/** True when system calls of @p t are not simply executed. */
static inline bool reports_system_calls(const struct thread *t)
{
	return unlikely(t->state & (THREAD_ALIEN | THREAD_USER_MODE));
}

/** The current thread dies as soon as it would return to user mode. */
void thread_die(void);

/** End the current thread; its kernel stack is unwound already. */
_Noreturn void thread_exit(void);

/** Arm @p t's timeout at @p at (USEC_NEVER: not at all); it sets THREAD_TIMEOUT and wakes. */
void thread_timeout_arm(struct thread *t, usec_t at);
void thread_timeout_disarm(struct thread *t);

/** Answer for protocol -12 (thread operations). @p rights: W, S. kernel/object/thread_ops.c */
void thread_invoke(struct thread *t, word_t rights, struct invocation *inv);

/** Debugger id for traces; 0 for NULL. */
static inline unsigned thread_id(const struct thread *t)
{
	return t ? t->object.id : 0;
}

/** Name of the state for people: "ready", "waits for a message" … */
const char *thread_state_name(const struct thread *t);

bool thread_ok(const struct thread *t);

#endif
