/*
 * Setting up a CPU: descriptor tables, exception vectors, control registers.
 */
#ifndef ARCH_AMD64_DESCRIPTORS_H
#define ARCH_AMD64_DESCRIPTORS_H

#include "kernel/arch.h"

/**
 * The stacks for double fault, NMI and machine check of @p cpu: those in the image, with the exception
 * vectors, for the boot CPU; or new ones, false when there is no memory.
 */
void descriptors_prepare_boot(struct cpu *cpu);
bool descriptors_prepare(struct cpu *cpu);
/** Take the guards below the boot CPU's out of the page tables that are being built. */
void descriptors_unmap_guards(void);

/** GDT, TSS, IDT of @p cpu, which runs this and is prepared; exceptions are caught from here on. */
void descriptors_init(struct cpu *cpu);

/** The rest: `syscall`, protection features, FPU off, PAT. After paging_init(). */
void cpu_features_init(void);

#endif
