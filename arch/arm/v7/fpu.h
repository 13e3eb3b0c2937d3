/*
 * The FPU: VFP and Advanced SIMD registers, switched when they are used.
 *
 * A thread runs with the FPU off until its first floating-point instruction, which is then an
 * undefined one; fpu_take() saves the registers of the last user and loads this thread's. A thread
 * that does not use the FPU costs nothing.
 */
#ifndef ARCH_FPU_H
#define ARCH_FPU_H

#include "kernel/arch.h"

/** Once on each CPU: see whether there is an FPU, and turn it off. */
void fpu_init_cpu(void);

/** @p to runs next instead of @p from: on with the FPU if the registers are its own, else off. */
void fpu_switch(const struct thread *from, const struct thread *to);

/** Give the FPU to the current thread @p self. False when it had it already, or there is none. */
bool fpu_take(struct thread *self);

/** Is the current thread's instruction at @p pc one for the FPU? False if it cannot be read. */
bool fpu_instruction(vaddr_t pc, bool thumb);

/* ---- In fpu_registers.S; the FPU must be on ---- */

void fpu_save(struct fpu_state *to, bool d32);
void fpu_load(const struct fpu_state *from, bool d32);
word_t fpu_mvfr0(void);   /* what the FPU can */
void fpu_enable(bool on); /* FPEXC.EN */
bool fpu_enabled(void);

#endif
