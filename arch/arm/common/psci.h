/*
 * The firmware's power interface, PSCI.
 */
#ifndef ARCH_PSCI_H
#define ARCH_PSCI_H

#include "kernel/lib/types.h"

enum psci_conduit {
	PSCI_NONE,
	PSCI_HVC,
	PSCI_SMC,
};

void psci_init(enum psci_conduit conduit);

#endif
