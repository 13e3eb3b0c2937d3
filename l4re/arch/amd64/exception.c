/*
 * Names of x86 exceptions. Source: Intel SDM volume 3, table 6-1; abi sheet §9.6.
 */
#include <l4/sys/utcb.h>

const char *l4_exc_name(const l4_exc_regs_t *u)
{
	switch (u->trapno) {
	case 0:
		return "divided by zero";
	case 1:
	case 3:
		return "hit a breakpoint";
	case 6:
		return "ran an undefined instruction";
	case 12:
	case 17:
		return "used its stack wrongly";
	case 13:
		return "broke a protection rule (general protection)";
	case 14:
		return "touched memory it has not";
	case 16:
	case 19:
		return "made a floating-point error";
	case L4_EXC_TRAP_TRIGGER:
		return "was made to raise an exception";
	default:
		return "raised an exception";
	}
}
