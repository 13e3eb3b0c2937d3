/*
 * Names of ARM exceptions by syndrome class. Source: ARM ARM v7-A, B3.13.6; abi sheet §9.6.
 */
#include <l4/sys/utcb.h>

const char *l4_exc_name(const l4_exc_regs_t *u)
{
	switch (l4_utcb_exc_typeval(u)) {
	case L4_EXC_CLASS_UNDEFINED:
		return "ran an undefined instruction";
	case L4_EXC_CLASS_SVC:
		return "made a system call that is none";
	case L4_EXC_CLASS_FETCH:
	case L4_EXC_CLASS_DATA:
		return "touched memory it has not";
	case L4_EXC_CLASS_BKPT:
		return "hit a breakpoint";
	case L4_EXC_ESR_TRIGGER:
		return "was made to raise an exception";
	default:
		return "raised an exception";
	}
}
