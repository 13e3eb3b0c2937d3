/*
 * What of the kernel interface is particular to the host port: as on x86-64, but for the exception
 * frame, which is that of <arch/defs.h>.
 */
#ifndef L4_ABI_ARCH_H
#define L4_ABI_ARCH_H

#include "kernel/abi/l4_types.h"

#define L4_ARCH_NAME      "host"
#define L4_USER_MAX       0x00007fffffffffffUL
#define L4_BOOT_UTCB_AREA 0x0000007fff000000UL

enum {
	L4_SUPERPAGESHIFT         = 21,
	L4_EXC_WORDS              = 3,
	L4_EXC_FRAME_WORDS        = 3,
	L4_CAP_SPACE_SIZE         = 65536,
	L4_PAGE_FAULT_BIT0_ABSENT = 0,
};

typedef struct l4_exc_regs_t {
	l4_umword_t ip, sp, flags;
} l4_exc_regs_t;

#endif
