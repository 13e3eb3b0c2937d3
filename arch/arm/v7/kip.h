/*
 * Places in the kernel info page (abi sheet §10.1).
 */
#ifndef ARCH_KIP_H
#define ARCH_KIP_H

#include "kernel/abi/l4_kip.h"

enum {
	KIP_US_CODE = L4_KIP_OFFS_READ_US,
	KIP_US_DATA = 0x970,
	KIP_NS_CODE = L4_KIP_OFFS_READ_NS,
	KIP_NS_DATA = 0x9f0,

	KIP_SHIFT_BEHIND = 8, /* data: multiplier, then at 0x978 and 0x9f8 the shift */
};

/** Complete arch_kip_features with what this machine has. */
void kip_find_features(void);

#endif
