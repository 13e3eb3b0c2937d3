/*
 * System registers of ARMv7-A by their manual's names (ARM ARM B4.1), and barriers.
 *
 * SYSREG(NAME, …) makes NAME_read() and NAME_write(). The numbers are the operands of mrc and mcr:
 * CRn, opc1, CRm, opc2.
 */
#ifndef ARCH_SYSREG_H
#define ARCH_SYSREG_H

#include "kernel/lib/types.h"

#define SYSREG(name, crn, op1, crm, op2)                                                           \
	static inline word_t name##_read(void)                                                     \
	{                                                                                          \
		word_t value;                                                                      \
		__asm__ volatile("mrc p15, " #op1 ", %0, c" #crn ", c" #crm ", " #op2              \
				 : "=r"(value)::"memory");                                         \
		return value;                                                                      \
	}                                                                                          \
	static inline void name##_write(word_t value)                                              \
	{                                                                                          \
		__asm__ volatile("mcr p15, " #op1 ", %0, c" #crn ", c" #crm ", " #op2 ::"r"(value) \
				 : "memory");                                                      \
	}

#define SYSREG64(name, op1, crm)                                                                  \
	static inline uint64_t name##_read(void)                                                  \
	{                                                                                         \
		uint64_t value;                                                                   \
		__asm__ volatile("mrrc p15, " #op1 ", %Q0, %R0, c" #crm : "=r"(value)::"memory"); \
		return value;                                                                     \
	}                                                                                         \
	static inline void name##_write(uint64_t value)                                           \
	{                                                                                         \
		__asm__ volatile("mcrr p15, " #op1 ", %Q0, %R0, c" #crm ::"r"(value) : "memory"); \
	}

/* clang-format off */

/* Identification */
SYSREG(MIDR,     0, 0, 0, 0)
SYSREG(CTR,      0, 0, 0, 1)
SYSREG(TCMTR,    0, 0, 0, 2)
SYSREG(TLBTR,    0, 0, 0, 3)
SYSREG(MPIDR,    0, 0, 0, 5)
SYSREG(REVIDR,   0, 0, 0, 6)
SYSREG(ID_PFR0,  0, 0, 1, 0)
SYSREG(ID_PFR1,  0, 0, 1, 1)
SYSREG(ID_DFR0,  0, 0, 1, 2)
SYSREG(ID_AFR0,  0, 0, 1, 3)
SYSREG(ID_MMFR0, 0, 0, 1, 4)
SYSREG(ID_MMFR1, 0, 0, 1, 5)
SYSREG(ID_MMFR2, 0, 0, 1, 6)
SYSREG(ID_MMFR3, 0, 0, 1, 7)
SYSREG(ID_ISAR0, 0, 0, 2, 0)
SYSREG(ID_ISAR1, 0, 0, 2, 1)
SYSREG(ID_ISAR2, 0, 0, 2, 2)
SYSREG(ID_ISAR3, 0, 0, 2, 3)
SYSREG(ID_ISAR4, 0, 0, 2, 4)
SYSREG(ID_ISAR5, 0, 0, 2, 5)

/* Control */
SYSREG(SCTLR, 1, 0, 0, 0)
SYSREG(CPACR, 1, 0, 0, 2)
SYSREG(VBAR, 12, 0, 0, 0)

/* Translation */
SYSREG64(TTBR0, 0, 2)
SYSREG64(TTBR1, 1, 2)
SYSREG(CONTEXTIDR, 13, 0, 0, 1)

/* Faults */
SYSREG(DFSR, 5, 0, 0, 0)
SYSREG(IFSR, 5, 0, 0, 1)
SYSREG(DFAR, 6, 0, 0, 0)
SYSREG(IFAR, 6, 0, 0, 2)

/* Address translation: write an address, read the outcome from PAR */
SYSREG(ATS1CPR, 7, 0, 8, 0) /* kernel read */
SYSREG(ATS1CPW, 7, 0, 8, 1) /* kernel write */
SYSREG(ATS1CUR, 7, 0, 8, 2) /* user read */
SYSREG(ATS1CUW, 7, 0, 8, 3) /* user write */
SYSREG64(PAR, 0, 7)

/* Caches and branch predictor; IS: on all CPUs of the inner shareable domain */
SYSREG(ICIALLUIS, 7, 0,  1, 0)
SYSREG(BPIALLIS,  7, 0,  1, 6)
SYSREG(DCCMVAC,   7, 0, 10, 1) /* clean by address to the point of coherency (memory) */
SYSREG(DCCMVAU,   7, 0, 11, 1) /* … to the point of unification (instruction fetch) */
SYSREG(DCCIMVAC,  7, 0, 14, 1) /* clean and invalidate */

/* TLB; IS as above */
SYSREG(TLBIALL,     8, 0, 7, 0)
SYSREG(TLBIALLIS,   8, 0, 3, 0)
SYSREG(TLBIMVAIS,   8, 0, 3, 1) /* address | ASID */
SYSREG(TLBIASIDIS,  8, 0, 3, 2)
SYSREG(TLBIMVAAIS,  8, 0, 3, 3) /* address, every ASID */

/* Thread identification */
SYSREG(TPIDRURW, 13, 0, 0, 2)
SYSREG(TPIDRURO, 13, 0, 0, 3)
SYSREG(TPIDRPRW, 13, 0, 0, 4)

/* Performance monitor */
SYSREG(PMCR,       9, 0, 12, 0)
SYSREG(PMCNTENSET, 9, 0, 12, 1)
SYSREG(PMSELR,     9, 0, 12, 5)
SYSREG(PMXEVTYPER, 9, 0, 13, 1)
SYSREG(PMUSERENR,  9, 0, 14, 0)
SYSREG(PMINTENCLR, 9, 0, 14, 2)

/* Generic timer */
SYSREG(CNTFRQ,   14, 0, 0, 0)
SYSREG(CNTKCTL,  14, 0, 1, 0)
SYSREG(CNTV_CTL, 14, 0, 3, 1)
SYSREG64(CNTVCT,    1, 14)
SYSREG64(CNTV_CVAL, 3, 14)

/* clang-format on */

static inline void isb(void)
{
	__asm__ volatile("isb" ::: "memory");
}

/* All memory accesses and maintenance operations before are complete. */
static inline void dsb(void)
{
	__asm__ volatile("dsb ish" ::: "memory");
}

static inline void dsb_system(void)
{
	__asm__ volatile("dsb sy" ::: "memory");
}

/* PAR after an address translation: bit 0 says that there is none. */
static inline bool par_ok(void)
{
	isb();
	return !(PAR_read() & 1);
}

/* Bytes of the smallest data-cache line of any cache (CTR.DminLine counts words). */
static inline word_t cache_line_bytes(void)
{
	return 4UL << (CTR_read() >> 16 & 0xf);
}

#endif
