/*
 * Setting up a CPU: descriptor tables, exception vectors, control registers.
 */
#ifndef ARCH_AMD64_DESCRIPTORS_H
#define ARCH_AMD64_DESCRIPTORS_H

#include "arch/x86/amd64/paging.h"
#include "kernel/arch.h"

/* Stacks for double fault, NMI and machine check of the boot CPU; index: enum ist_stack - 1. */
extern struct guarded_stack separate_stacks[IST_STACKS];

/** GDT, TSS, IDT of @p cpu, which runs this; exceptions are caught from here on. */
void descriptors_init(struct cpu *cpu);

/** The rest: `syscall`, protection features, FPU off, PAT. After paging_init(). */
void cpu_features_init(void);

#endif
