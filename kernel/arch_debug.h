/*
 * The part of the contract with a port (arch.h) that only a debugger asks for: breakpoints, single steps,
 * registers in trap frames, changing code.
 *
 * A debug event (a breakpoint register that hits, a step that is done, a trap instruction) comes to the port as
 * an exception; it tells debugger_trap() (hooks.h), in user mode and in the kernel alike, and goes on
 * with the frame, which may have been changed.
 */
#ifndef KERNEL_ARCH_DEBUG_H
#define KERNEL_ARCH_DEBUG_H

#include "kernel/arch.h"

/** What a breakpoint register of the CPU watches for. */
enum arch_watch {
	WATCH_NOTHING,
	WATCH_EXECUTE, /* the instruction at the address is about to be executed */
	WATCH_WRITE,
	WATCH_ACCESS, /* read or written */
	WATCH_PORT,   /* an I/O port is read or written (x86) */
};

struct arch_breakpoint {
	enum arch_watch watch;
	unsigned bytes; /* of data: 1, 2, 4 or 8, and the address is a multiple of it */
	vaddr_t address;
};

enum {
	ARCH_BREAKPOINTS_MAX = 16, /* at once; CPUs have fewer */
	INSTRUCTION_MAX      = 16, /* bytes of the longest instruction */
};

/** Can this machine watch all of @p list at the same time? */
bool arch_breakpoints_fit(const struct arch_breakpoint *list, unsigned count);
/** From now on this CPU watches these, and nothing else. @p count 0: nothing. */
void arch_breakpoints_load(const struct arch_breakpoint *list, unsigned count);

/** Functions in which no breakpoint may be: a debug event passes through them. NULL-terminated. */
extern const char *const arch_no_breakpoints[];

/** Why a CPU came to debugger_trap() (kernel/hooks.h). */
struct arch_debug_event {
	uint32_t hit; /* bit n: entry n of what arch_breakpoints_load() loaded last */
	bool step;    /* the instruction of arch_step() was executed */
	bool again;   /* what hit has not been done yet: the access is made again */
	bool trap;    /* arch_trap_code was executed … */
	vaddr_t address; /* … here; a data breakpoint: the address, where the machine tells it, or 0 */
};

/** The shortest instruction that raises an exception for debuggers. */
struct arch_trap_code {
	unsigned bytes;
	uint8_t code[4];
};
extern const struct arch_trap_code arch_trap_code;

/** Registers in a trap frame, of the kernel or of a user. */
bool arch_frame_is_user(const struct trap_frame *frame);
vaddr_t arch_frame_pc(const struct trap_frame *frame);
vaddr_t arch_frame_sp(const struct trap_frame *frame);
void arch_frame_set_pc(struct trap_frame *frame, vaddr_t pc);
/** Other registers in it were changed. */
void arch_frame_changed(struct trap_frame *frame);
/** Value of register @p name ("rax", "r0", "pc" …); false when there is no such register. */
bool arch_frame_register(const struct trap_frame *frame, const char *name, word_t *value);

/**
 * Once @p frame is returned to, execute one instruction, whose code is @p code, and come back with
 * event.step. With @p on false: no longer.
 * @return false: this instruction cannot be stepped over
 */
bool arch_step(struct trap_frame *frame, const uint8_t *code, bool on);
/**
 * Let the instruction at which @p frame stands not hit breakpoints on instructions.
 * @return false: this CPU has no means; do it by arch_step()
 */
bool arch_pass(struct trap_frame *frame);

/** What the instruction @p code, at which @p frame stands, does to the flow of control. */
enum arch_flow {
	FLOW_ON, /* goes on with the next one; also a branch that is not taken, where that is known */
	FLOW_BRANCH,
	FLOW_CALL,
	FLOW_RETURN,
};
enum arch_flow arch_flow(const struct trap_frame *frame, const uint8_t *code);

/**
 * @p frame stands at the first instruction of a function that was called.
 * @return true: it returns to *@p to; false: to what the word at *@p to says
 */
bool arch_return_address(const struct trap_frame *frame, vaddr_t *to);

/** Write code or constants, at their physical address, and make it known to instruction fetch. */
bool arch_probe_write_phys(paddr_t to, const void *from, size_t bytes);
/** The physical address behind a kernel address; false when nothing is mapped there. */
bool arch_kernel_to_phys(vaddr_t va, paddr_t *pa);

/* ---- GDB ------------------------------------------------------------------------------------ */

/* A register as GDB knows it, and where the kernel keeps it. */
struct arch_gdb_register {
	const char *name, *type;
	uint8_t bits;
	int16_t frame;    /* offset in a trap frame, or ARCH_GDB_NOWHERE */
	int16_t switched; /* the same in what a thread that is switched out has on its stack */
};

enum {
	ARCH_GDB_NOWHERE = -1,
	ARCH_GDB_BEHIND  = -2, /* it is the address behind all that (stack pointer) */
};

struct arch_gdb {
	const char *architecture, *feature;
	const struct arch_gdb_register *registers; /* in GDB's order */
	unsigned count;
	unsigned general; /* so many, from the first on, are always told; others when asked for */
	size_t switched_bytes;
};
extern const struct arch_gdb arch_gdb;

#endif
