/*
 * The debugger on the target: stopping, and what runs while the kernel stands still.
 *
 * Whichever CPU enters stops all others (kernel/sched/stop.h) and has the prompt; when two want to at once,
 * the second stands like the others, and enters when the first has left. Commands are about the CPU that
 * is shown: the one that entered, until "cpu N" chooses another.
 *
 * Nothing but polling works in here: interrupts are off, and the kernel may be in any state, mid-way
 * through an operation or broken. So commands read through arch_probe_read() what could be bad; where one
 * faults nevertheless, the exception comes back through debugger_exception() and the command is given up.
 */
#ifndef JDB_DEBUGGER_H
#define JDB_DEBUGGER_H

#include "kernel/lib/types.h"

/** Is somebody at the prompt? */
bool debugger_active(void);

/** From the host: stop at the next safe point; go on. @return false when it cannot go on. */
void debugger_want_stop(void);
bool debugger_want_go(void);

/** Enter for @p reason if @p now, or if the host asked for it. Only where kernel data is consistent. */
void debugger_stop_if_wanted(const char *reason, bool now);

/** Leave the prompt after this command. @return false: in a panic there is no way back. */
bool debugger_leave(void);
bool debugger_leaving(void);

enum {
	NO_KEY = -1,
};

/** Next key for the debugger; NO_KEY: the host wants to go on. Meanwhile a host's questions are answered. */
int debugger_key(void);
/** As above, but waits at most @p us. */
int debugger_key_within(usec_t us);

/** Call @p f once the kernel goes on. */
void debugger_crash_after(int (*f)(void));

/** Print why we are here. */
void debugger_say_why(void);

/* An exception inside the kernel. */
struct kernel_exception {
	const char *what;
	vaddr_t ip, address;
	void *frame; /* struct trap_frame: the registers */
};
/** The one that brought us here, or NULL. */
const struct kernel_exception *debugger_exception(void);

struct cpu;
/** The CPU that the prompt runs on; NULL: nobody is in the debugger. */
struct cpu *debugger_cpu(void);
/** The one that commands are about. */
struct cpu *debugger_shown_cpu(void);
void debugger_show_cpu(struct cpu *c);

/**
 * Registers with which the current thread goes on once the debugger is left: of the kernel, where an exception or
 * an interrupt came, else of its user mode; NULL: not known. They may be changed.
 */
struct trap_frame *debugger_frame(void);

/**
 * Where the kernel was on @p c when it stopped: at an exception of the kernel, or an interrupt, else the caller
 * of debugger_enter(); *@p pc is 0 when nothing is known.
 * @return true: *@p pc was about to be executed; false: to be returned to
 */
bool debugger_backtrace_start(const struct cpu *c, vaddr_t *fp, vaddr_t *pc);

/** Execute @p text for a program, without a prompt, while the other CPUs stand. */
void debugger_execute(const char *text);

/* prompt.c */
/** Read and execute commands until debugger_leave(). */
void prompt_run(void);
/** Execute @p text as if it had been typed. */
void prompt_execute(const char *text);
/** Whatever waits behind a step or breakpoint to be executed is not. */
void prompt_forget(void);

#endif
