/*
 * Set up the cycle counter. Registers: ARM ARM (ARMv7-A and -R), chapter C12.
 */
#include "arch/arm/v7/pmu.h"
#include <arch/sysreg.h>

enum {
	ID_DFR0_PERFMON_SHIFT = 24,
	ID_DFR0_PERFMON_MASK  = 0xf, /* 0: not said, 15: none of the architecture's kind */

	PMCR_ENABLE      = 1 << 0,
	PMCR_CYCLE_RESET = 1 << 2,
	PMCR_DIVIDE      = 1 << 3, /* count every 64th cycle only */

	PMSELR_CYCLES = 31, /* PMXEVTYPER is then the cycle counter's filter */
	PMUSERENR_EN  = 1 << 0,
};

static const word_t counter_cycles = 1UL << 31; /* in PMCNTENSET, PMINTENCLR */

bool pmu_present(void)
{
	word_t version = ID_DFR0_read() >> ID_DFR0_PERFMON_SHIFT & ID_DFR0_PERFMON_MASK;

	return version != 0 && version != ID_DFR0_PERFMON_MASK;
}

void pmu_init_cpu(void)
{
	if (!pmu_present())
		return;
	PMINTENCLR_write(counter_cycles); /* its overflow is nobody's business */
	PMSELR_write(PMSELR_CYCLES);
	PMXEVTYPER_write(0); /* count in kernel and user mode */
	PMCR_write((PMCR_read() & ~(word_t)PMCR_DIVIDE) | PMCR_ENABLE | PMCR_CYCLE_RESET);
	PMCNTENSET_write(counter_cycles);
	PMUSERENR_write(PMUSERENR_EN);
}
