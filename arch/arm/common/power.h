/*
 * Power: how to call the firmware. The rest of the interface is kernel/arch.h.
 */
#ifndef ARCH_POWER_H
#define ARCH_POWER_H

#include "kernel/lib/types.h"

enum psci_conduit {
	PSCI_NONE,
	PSCI_HVC,
	PSCI_SMC,
};

void psci_init(enum psci_conduit conduit);

/** Start the CPU @p mpidr at @p entry, MMU off; false when firmware refuses. */
bool psci_cpu_on(word_t mpidr, paddr_t entry);

#endif
