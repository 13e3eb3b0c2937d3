/*
 * Breakpoints: on instructions, on data, on I/O ports; in the kernel and in user mode, on all CPUs.
 *
 * Most use a register of the CPU. When there are not enough of these, one on an instruction replaces
 * the instruction by a trap; it is put in when the debugger is left and taken out when it is entered, so
 * that nobody sees it there. For the prompt and for GDB alike:
 *
 *      long number = breakpoint_set(&(struct breakpoint){
 *              .what = {WATCH_EXECUTE, 0, symbol_address("invoke")}, .cpu = ANY_CPU});
 *
 * While somebody is in the debugger, nothing hits. A CPU loads its registers when it goes on.
 *
 *      debug exception -> debugger_trap() -> whose? condition? -> debugger_enter() -> breakpoints_resume()
 *                                                   '--- no, or only to be logged ----------'
 *
 * To go on at an instruction with a breakpoint, that is lifted for one step, on this CPU, or the CPU
 * is told to let it pass (arch_pass()).
 */
#ifndef JDB_BREAKPOINTS_H
#define JDB_BREAKPOINTS_H

#include "kernel/arch_debug.h"

enum {
	BREAKPOINTS_MAX = 16, /* numbers are 1 to 16 */
	CONDITION_SIZE  = 64,
	ANY_CPU         = -1,
};

enum breakpoint_owner {
	BREAK_PROMPT,
	BREAK_GDB,
	BREAK_STEP, /* the end of a step; step.c */
};

struct breakpoint {
	struct arch_breakpoint what; /* watch is WATCH_NOTHING: this number is free */
	enum breakpoint_owner owner;
	bool soft; /* a trap in the code; set it to have one even if registers are free */
	bool disabled;
	bool log;              /* write an event into the trace and go on */
	uint32_t task, thread; /* ids; hits of others do not count. 0: any */
	int cpu;               /* the same; ANY_CPU */
	uint64_t from;         /* do not stop before this hit */
	uint64_t hits;
	char condition[CONDITION_SIZE]; /* an expression (expression.h); empty: always */

	bool patched; /* the trap is in the code now … */
	paddr_t patched_at;
	uint8_t code[4]; /* … instead of this */
};

/**
 * Set one. A breakpoint on an instruction in user mode that is to be soft needs its task.
 * @return its number, or -L4_ENOMEM  there are too many
 *                        -L4_EPERM   a debug event would pass through this function itself
 *                        -L4_EINVAL  this machine cannot watch for that
 */
long breakpoint_set(const struct breakpoint *wanted);
/** Breakpoint @p number, or NULL. disabled, log, conditions may be changed while in the debugger. */
struct breakpoint *breakpoint_get(unsigned number);
bool breakpoint_clear(unsigned number);
void breakpoints_clear_all(enum breakpoint_owner owner);

/** Number of the one that brought us here; 0: none did. */
unsigned breakpoint_hit(void);

/* ---- For debugger.c --------------------------------------------------------------------------- */

/** The debugger was entered: nothing hits, and no trap is in any code. */
void breakpoints_off(void);
/**
 * It is left: all hit again.
 * @param frame  will be returned to; NULL: nothing is known
 * @param there  that is where the CPU came from, so its instruction must not hit once more
 */
void breakpoints_resume(struct trap_frame *frame, bool there);

#endif
