/*
 * Where the debugger plugs in. Implemented by jdb/, or by kernel/lib/nojdb.c when JDB=0.
 */
#ifndef KERNEL_HOOKS_H
#define KERNEL_HOOKS_H

#include "kernel/lib/types.h"

struct object;
struct invocation;
struct trap_frame;
struct arch_debug_event;

/** Text for the console, from printk and from the log object. Never blocks for long. */
void console_write(const char *text, size_t bytes);

/**
 * Serial bytes that arrived: called from serial_interrupt() with interrupts off. Without a
 * debugger they go to the console input buffer; with one, Esc enters it and link frames are
 * taken out first.
 */
void console_service(void);

/** Next byte of console input for the log object's read, or -1. */
int console_input_get(void);

/** Flush the console by polling: before reset, power off and in a panic. */
void console_flush(void);

/** The kernel cannot go on, or somebody asked for the debugger. @p frame may be NULL. */
void debugger_enter(const char *reason, void *frame);

/**
 * A breakpoint, a single step, or a trap instruction, in the kernel or in user mode.
 * @return true: it was the debugger's, and @p frame shall be returned to; false: somebody else's
 */
bool debugger_trap(struct trap_frame *frame, const struct arch_debug_event *event);

/** This CPU runs (again): it was started, or stood while another was in the debugger. */
void debugger_cpu_goes_on(void);

/** Once, after the kernel pool and the clock work. */
void debugger_init(void);

/** The boot archive's file `symbols`, which stays where it is; what is in it, the debugger knows. */
void debugger_program_symbols(const void *data, size_t bytes);

/** Called at every timer interrupt and when idle, interrupts off: move trace records out. */
void debugger_poll(void);

/** The earliest kernel-clock time at which debugger_poll() wants to run, or USEC_NEVER. */
usec_t debugger_next_poll(void);

/** Debugger capability (§8.10): the whole protocol -23. */
void debugger_invoke(struct object *obj, word_t rights, struct invocation *inv);

/** The name that a program gave @p obj, or "": for messages to people. */
const char *debugger_object_name(const struct object *obj);

/** @p obj is about to be freed: forget its name. */
void debugger_object_gone(struct object *obj);

#endif
