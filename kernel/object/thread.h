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
 * A thread's state is changed only on its home CPU.
 */
#ifndef KERNEL_OBJECT_THREAD_H
#define KERNEL_OBJECT_THREAD_H

#include "kernel/abi/l4_utcb.h"
#include "kernel/arch.h"
#include "kernel/ipc/invoke.h"
#include "kernel/ipc/sender.h"
#include "kernel/object/object.h"
#include "kernel/sched/ready_queue.h"
#include "kernel/sched/timeout.h"

struct task;
struct cpu;
struct irq;

/* Why a thread does not run; 0 with THREAD_READY: it does or could. Shown by the debugger. */
enum thread_state {
	THREAD_READY     = 0x001, /* runs, or is in a ready queue */
	THREAD_SENDING   = 0x002, /* queued at a partner that is not ready to receive */
	THREAD_RECEIVING = 0x004, /* waits for a message */
	THREAD_TRANSFER  = 0x008, /* items of its message are being mapped */
	THREAD_FAULT     = 0x010, /* its IPC is a page fault sent to the pager */
	THREAD_EXCEPTION = 0x020, /* its IPC is an exception sent to the handler */
	THREAD_BLOCKED   = 0x040, /* waits in the kernel: semaphore, lock, unbound gate */
	THREAD_DEAD      = 0x080, /* never started by ex_regs, or ended */
	THREAD_DYING     = 0x100, /* deleted; ends itself when it runs next */
	THREAD_CANCEL    = 0x200, /* ex_regs cancelled its IPC */
	THREAD_ALIEN     = 0x400, /* system calls become exceptions */
	THREAD_VCPU      = 0x800,
};

struct thread {
	struct object object;
	struct arch_thread arch;
	uint32_t state;             /* enum thread_state bits */
	struct cpu *cpu;            /* home CPU; the boot CPU until run_thread chooses */
	bool scheduled;             /* run_thread has given it a CPU */
	struct schedule_context sched;
	usec_t consumed_us;

	struct task *task;          /* NULL until bound; holds a reference */
	struct list_node in_task;   /* task->threads */
	l4_utcb_t *utcb;            /* kernel address; NULL until bound */
	vaddr_t utcb_user;
	word_t pager, handler;      /* capability indices in its own task; ~0 >> 12: never set */

	/* IPC; see kernel/ipc/ipc.c for the protocol between these. */
	struct sender sender;       /* it as a sender in somebody's queue */
	struct sender_queue senders; /* who wants to send to it */
	struct sender *partner;     /* closed wait: from whom; NULL with THREAD_RECEIVING: open */
	struct thread *send_to;     /* THREAD_SENDING: to whom */
	struct invocation *message; /* its current operation: tag and label in and out */
	struct timeout timeout;
	unsigned ipc_error;         /* set by whoever ended its wait */
	struct thread *reply_to;    /* implicit reply capability: who called us */
	word_t reply_rights;
	struct thread *replied_by;  /* whose reply_to points to us */
	usec_t blocked_since;

	struct irq *deletion_irq;
	struct list_node reap;      /* objects it has deleted, see object_reap() */
	struct list_node bound;     /* gates and IRQs bound to it */
};

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

/** First ex_regs: leave DEAD with the given registers. */
void thread_start(struct thread *t, word_t ip, word_t sp);

/** Make a blocked thread ready; it runs when it is the best. Home CPU only. */
void thread_wake(struct thread *t);

/** The current thread blocks in @p state (a THREAD_* bit) until thread_wake(). */
void thread_block(uint32_t state);

/** End the current thread: it never returns to user mode. */
_Noreturn void thread_exit(void);

/** Name of the state for people: "ready", "waits for a message from …" is built on it. */
const char *thread_state_name(const struct thread *t);

bool thread_ok(const struct thread *t);

#endif
