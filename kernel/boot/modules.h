/*
 * From the boot archive to running programs: sigma0, the root task, and the root task's modules.
 */
#ifndef KERNEL_BOOT_MODULES_H
#define KERNEL_BOOT_MODULES_H

#include "kernel/boot/memory.h"

/**
 * Load the archive's files `sigma0` and `root` to where they run, copy every other file to a place
 * of its own (page aligned) as a module, and write the module information for the root task
 * (abi sheet §11.4). Sets sigma0_ip, root_ip and user_ptr of the kernel info page.
 * @return NULL, or what went wrong, with the name of the culprit; the kernel then runs without
 *         user programs.
 */
const char *modules_load(struct memory_map *m);

#endif
