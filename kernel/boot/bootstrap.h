/*
 * The boot loader of the original system: how an existing boot image starts us.
 *
 * This loader ("bootstrap") has already done what else the kernel does itself: sigma0, the root task
 * and the modules are where they are to be. It tells so by filling in two structures in the kernel's
 * own image, which it finds by ELF program headers (the port's linker script): the kernel info page,
 * with entry points and memory descriptors, and the options. Then it calls the ELF entry point.
 *
 * Source: abi sheet §10.4, §11.3.
 */
#ifndef KERNEL_BOOT_BOOTSTRAP_H
#define KERNEL_BOOT_BOOTSTRAP_H

#include "kernel/abi/l4_kopt.h"
#include "kernel/boot/boot_info.h"

/** Has such a loader started us? */
bool bootstrap_was_here(void);

/** The options as it left them; all zero after another loader. Unknown flags mean nothing. */
const volatile l4_kernel_options_t *bootstrap_options(void);

/** RAM, areas, command line and firmware tables as it left them. */
void bootstrap_read(struct boot_info *info);

#endif
