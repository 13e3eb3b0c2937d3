/*
 * The FPU and its owner; see fpu.c.
 */
#ifndef ARCH_X86_FPU_H
#define ARCH_X86_FPU_H

struct thread;

/** A new thread's FPU state: the values that programs expect at their start. */
void fpu_init(struct thread *t);

/** The current thread @p self used the FPU and it is not its owner yet: make it so. */
void fpu_take(struct thread *self);

/** @p to is about to run on this CPU instead of @p from. */
void fpu_switch(const struct thread *from, const struct thread *to);

#endif
