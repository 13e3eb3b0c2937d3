/*
 * The first two programs: sigma0 and the root task (abi sheet §2.4, §11).
 */
#ifndef KERNEL_BOOT_WORKLOAD_H
#define KERNEL_BOOT_WORKLOAD_H

/** Create and start both from the entry points in the kernel info page; 0 there: none is started. */
void workload_start(void);

#endif
