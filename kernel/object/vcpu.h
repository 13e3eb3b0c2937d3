/*
 * Virtual CPUs; see vcpu.c.
 */
#ifndef KERNEL_OBJECT_VCPU_H
#define KERNEL_OBJECT_VCPU_H

#include "kernel/abi/l4_vcpu.h"
#include "kernel/ipc/invoke.h"

struct thread;
struct task;

/* A thread's vCPU part. */
struct vcpu {
	l4_vcpu_state_t *state; /* in KU memory of the thread's task; NULL: not in vCPU mode */
	vaddr_t user;           /* where the task sees it */
	struct task *user_task; /* holds a reference; NULL: none */
	struct invocation wait; /* receives a message that comes while the thread runs */
};

/** Thread operations 7 and 4 on @p t: set the answer in @p inv. */
void vcpu_control(struct thread *t, struct invocation *inv);
void vcpu_resume(struct thread *t, struct invocation *inv);

/**
 * The current thread @p self has an exception or (@p page_fault) a page fault.
 * @return true when it is an event of its vCPU: the registers lead to the entry point now
 */
bool vcpu_take_exception(struct thread *self, bool page_fault);

/** True when @p t would take a message now although it does not wait for one. */
bool vcpu_accepts_message(const struct thread *t);
/** It does: let it wait, so that the message can be delivered. */
void vcpu_begin_message(struct thread *t);

/**
 * The current thread @p self, in vCPU mode, is about to return to user mode.
 * @return true when a message became an event, so that its registers are new
 */
bool vcpu_before_return(struct thread *self);

/** Turn the IRQ flag of @p t off, or back to what it was; harmless for other threads. */
l4_uint16_t vcpu_irq_off(struct thread *t);
void vcpu_irq_restore(struct thread *t, l4_uint16_t was);

/** The task whose memory and ports @p t sees: its own, or in user mode its user task; or NULL. */
struct task *vcpu_task(const struct thread *t);

/** @p t ends: let its user task and its state go. */
void vcpu_release(struct thread *t);

#endif
