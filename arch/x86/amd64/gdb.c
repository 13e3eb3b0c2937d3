/*
 * The registers of this machine in GDB's order, and where the kernel keeps them.
 *
 * GDB demands all of its core registers in a description, also those of the x87, which nobody asks for here.
 * Source: the GDB manual, G.5.11 "i386 Features".
 */
#include "arch/x86/amd64/entry.h"
#include "kernel/arch_debug.h"

#define AT(r)    offsetof(struct trap_frame, r)
#define SAVED(r) offsetof(struct switch_frame, r)
#define NOWHERE  ARCH_GDB_NOWHERE
#define ONLY(r)                                 \
	{                                       \
#r, "int64", 64, AT(r), NOWHERE \
	}
#define BOTH(r)                                  \
	{                                        \
#r, "int64", 64, AT(r), SAVED(r) \
	}
#define ABSENT(r)                                 \
	{                                         \
#r, "int32", 32, NOWHERE, NOWHERE \
	}
#define X87(r)                                       \
	{                                            \
#r, "i387_ext", 80, NOWHERE, NOWHERE \
	}

/* clang-format off */
static const struct arch_gdb_register registers[] = {
	ONLY(rax), BOTH(rbx), ONLY(rcx), ONLY(rdx), ONLY(rsi), ONLY(rdi),
	{"rbp", "data_ptr", 64, AT(rbp), SAVED(rbp)},
	{"rsp", "data_ptr", 64, AT(rsp), ARCH_GDB_BEHIND},
	ONLY(r8), ONLY(r9), ONLY(r10), ONLY(r11), BOTH(r12), BOTH(r13), BOTH(r14), BOTH(r15),
	{"rip", "code_ptr", 64, AT(rip), SAVED(rip)},
	{"eflags", "int32", 32, AT(rflags), NOWHERE},
	{"cs", "int32", 32, AT(cs), NOWHERE},
	{"ss", "int32", 32, AT(ss), NOWHERE},
	ABSENT(ds), ABSENT(es), ABSENT(fs), ABSENT(gs),
	X87(st0), X87(st1), X87(st2), X87(st3), X87(st4), X87(st5), X87(st6), X87(st7),
	ABSENT(fctrl), ABSENT(fstat), ABSENT(ftag), ABSENT(fiseg), ABSENT(fioff), ABSENT(foseg),
	ABSENT(fooff), ABSENT(fop),
};
/* clang-format on */

const struct arch_gdb arch_gdb = {
	.architecture   = "i386:x86-64",
	.feature        = "org.gnu.gdb.i386.core",
	.registers      = registers,
	.count          = array_size(registers),
	.general        = 24,
	.switched_bytes = sizeof(struct switch_frame),
};
