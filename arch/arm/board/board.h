/*
 * What is on this board, as its device tree says.
 */
#ifndef ARCH_BOARD_H
#define ARCH_BOARD_H

#include "kernel/boot/boot_info.h"

/**
 * Read the device tree that is mapped at @p blob (physical address @p pa), at most @p limit bytes.
 * The serial line works afterwards, if the tree names one; so this comes before everything that
 * could want to say something.
 */
void board_read(const void *blob, paddr_t pa, size_t limit);

/** RAM of the board that can be used, in whole 2 MiB blocks; none without a readable tree. */
const struct boot_range *board_ram(unsigned *count);

/* A CPU, and how to start it. */
struct board_cpu {
	word_t mpidr; /* affinity fields */
	enum {
		BOARD_CPU_UNKNOWN,
		BOARD_CPU_PSCI,
		BOARD_CPU_SPIN_TABLE,
	} method;
	paddr_t pen; /* spin table: where it waits for an address */
};

/** CPU number @p index in the tree's order; NULL behind the last. */
const struct board_cpu *board_cpu(unsigned index);

#endif
