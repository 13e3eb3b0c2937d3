/*
 * The registers of this machine in GDB's order, and where the kernel keeps them.
 *
 * Source: the GDB manual, G.5.3 "ARM Features".
 */
#include "arch/arm/v7/trap.h"
#include "kernel/arch_debug.h"

#define AT(r)    offsetof(struct trap_frame, r)
#define SAVED(r) offsetof(struct switch_frame, r)
#define NOWHERE  ARCH_GDB_NOWHERE
#define ONLY(n)                                         \
	{                                               \
		"r" #n, "uint32", 32, AT(r[n]), NOWHERE \
	}
#define BOTH(n)                                             \
	{                                                   \
		"r" #n, "uint32", 32, AT(r[n]), SAVED(r##n) \
	}

static const struct arch_gdb_register registers[] = {
	ONLY(0),
	ONLY(1),
	ONLY(2),
	BOTH(3),
	BOTH(4),
	BOTH(5),
	BOTH(6),
	BOTH(7),
	BOTH(8),
	BOTH(9),
	BOTH(10),
	BOTH(11),
	ONLY(12),
	{"sp", "data_ptr", 32, AT(sp), ARCH_GDB_BEHIND},
	{"lr", "code_ptr", 32, AT(ulr), NOWHERE},
	{"pc", "code_ptr", 32, AT(pc), SAVED(pc)},
	{"cpsr", "uint32", 32, AT(cpsr), NOWHERE},
};

const struct arch_gdb arch_gdb = {
	.architecture   = "arm",
	.feature        = "org.gnu.gdb.arm.core",
	.registers      = registers,
	.count          = array_size(registers),
	.general        = array_size(registers),
	.switched_bytes = sizeof(struct switch_frame),
};
