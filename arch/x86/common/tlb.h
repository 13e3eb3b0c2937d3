/*
 * Translations that other CPUs remember: see tlb.c.
 */
#ifndef ARCH_X86_TLB_H
#define ARCH_X86_TLB_H

#include "kernel/lib/types.h"

struct arch_cpu;

/** Entries of the tables below @p root have changed: who runs on them now has to flush. */
void tlb_user_changed(paddr_t root);

/** The CPU, this one, is about to load CR3, or has just done so: that was a flush, too. */
uint32_t tlb_flush_begin(struct arch_cpu *cpu);
void tlb_flush_end(struct arch_cpu *cpu, uint32_t asked);

/**
 * Let every other CPU forget what it knows of the kernel's own translations, soon; nobody waits.
 * @return number of this round
 */
uint32_t tlb_kernel_round_begin(void);
/** Have all CPUs done so in round @p number? */
bool tlb_kernel_round_over(uint32_t number);

/** Do what others have asked this CPU for: on VECTOR_FLUSH. */
void tlb_serve(void);

#endif
