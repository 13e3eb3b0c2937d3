/*
 * Startup of user programs: what the entry code in l4re/arch calls.
 */
#ifndef L4RE_LIB_START_H
#define L4RE_LIB_START_H

#define BOOT_STACK_SIZE 16384 /* bytes, of sigma0 and of root tasks */

#ifndef __ASSEMBLER__
#include <l4/re/env.h>

/** Add @p base to all pointers in the image; the image then runs at @p base. */
void image_relocate(l4_addr_t base);

/**
 * sigma0 and root tasks: they start without a stack, at an address that the kernel chose.
 *
 * @param argument first argument register: sigma0 finds the kernel info page there, others 0
 * @param base     where the image was loaded
 */
_Noreturn void start_boot(l4_addr_t argument, l4_addr_t base);

/** Programs that a root task loaded. */
_Noreturn void start_program(const struct l4re_start *start);

/** For start_boot.c and start_program.c: publish the environment, run main(), exit. */
_Noreturn void start_main(const l4re_env_t *env, int argc, char **argv);

#endif /* __ASSEMBLER__ */
#endif
