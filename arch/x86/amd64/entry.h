/*
 * What entry.S and C know of each other. The walk through these: README.md.
 */
#ifndef ARCH_AMD64_ENTRY_H
#define ARCH_AMD64_ENTRY_H

#include "kernel/arch.h"

/* ---- In entry.S ---- */

extern char trap_stubs[], system_call_entry[], system_call32_entry[], thread_first_entry[];
extern char iret_instruction[]; /* the iret to user mode */
extern char kip_clock_code[];   /* 256 bytes for the KIP */

void switch_stacks(word_t *save_sp, word_t next_sp);
_Noreturn void enter_user(struct trap_frame *frame);

/* ---- In trap.c, called by entry.S ---- */

/**
 * `syscall` from a 64-bit program.
 * @return true when `sysret` may be used, which loses rcx and r11
 */
bool system_call(struct trap_frame *frame);

/** Exception or interrupt in user mode; @p frame is the current thread's. */
void trap_from_user(struct trap_frame *frame);

/**
 * Exception or interrupt in the kernel.
 * @return NULL, or, when the iret to user mode faulted, the thread's frame with its registers back
 *         in it: to be handled like an exception in user mode
 */
struct trap_frame *trap_from_kernel(struct trap_frame *frame);

/** NMI, double fault or machine check, on a stack of its own. */
void trap_separate(struct trap_frame *frame);

#endif
