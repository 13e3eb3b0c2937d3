/*
 * What the tests need of a machine; one implementation for each in arch/.
 */
#ifndef TESTS_TARGET_MACHINE_H
#define TESTS_TARGET_MACHINE_H

#include <l4/sys/utcb.h>

/** Run an undefined instruction; returns when a handler skips its machine_undefined_bytes(). */
void machine_undefined_instruction(void);
unsigned machine_undefined_bytes(void);

/** What an exception message is about. */
bool machine_is_undefined(const l4_exc_regs_t *e);
bool machine_is_triggered(const l4_exc_regs_t *e);

/** Is it about a system call, and has that been executed? How long is the instruction? */
bool machine_is_system_call(const l4_exc_regs_t *e);
bool machine_is_system_call_done(const l4_exc_regs_t *e);
unsigned machine_system_call_bytes(void);

/** Did somebody use the FPU who may not? */
bool machine_is_fpu_trap(const l4_exc_regs_t *e);

/** Registers to begin at @p ip with stack pointer @p sp. */
void machine_start_registers(l4_exc_regs_t *e, l4_addr_t ip, l4_addr_t sp);

/** Does the first word of a page-fault message say that the page was there? (abi sheet §9.1) */
bool machine_reports_presence(l4_umword_t fault_word);

/** Ask for privileged flags in an exception reply; has the calling thread got any? */
l4_umword_t machine_set_privileged_flags(l4_exc_regs_t *e);
bool machine_has_privileged_flags(void);

/** Change @p e so that, if the kernel lets it through, no thread can run with it. */
void machine_spoil(l4_exc_regs_t *e);

/**
 * Where a vCPU is entered. Calls vcpu_event() with the state area, the stack pointer on entry, and all
 * other registers or-ed together, on an aligned stack that leaves alone what was interrupted.
 */
void machine_vcpu_entry(void);

/** One FPU register. */
l4_umword_t machine_fpu_get(void);
void machine_fpu_set(l4_umword_t value);

#endif
