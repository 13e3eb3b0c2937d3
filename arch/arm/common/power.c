/*
 * Power: reset and off by firmware, halt, idle.
 *
 * The firmware's interface is PSCI (ARM DEN 0022): calls into a more privileged mode by `hvc` or
 * `smc`, whichever the device tree tells. A board without it can only halt.
 */
#include "arch/arm/common/power.h"
#include "kernel/arch.h"
#include "kernel/hooks.h"

enum psci_function {
	PSCI_CPU_ON       = 0x84000003, /* MPIDR, physical address, a word for it */
	PSCI_SYSTEM_OFF   = 0x84000008,
	PSCI_SYSTEM_RESET = 0x84000009,
};

enum {
	PSCI_SUCCESS = 0,
};

static enum psci_conduit conduit;

void psci_init(enum psci_conduit c)
{
	conduit = c;
}

static word_t psci_call(uint32_t function, word_t argument1, word_t argument2)
{
	register word_t r0 __asm__("r0") = function;
	register word_t r1 __asm__("r1") = argument1;
	register word_t r2 __asm__("r2") = argument2;
	register word_t r3 __asm__("r3") = 0;

	if (conduit == PSCI_HVC)
		__asm__ volatile(".arch_extension virt\n\thvc #0"
				 : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3)::"memory");
	else if (conduit == PSCI_SMC)
		__asm__ volatile(".arch_extension sec\n\tsmc #0"
				 : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3)::"memory");
	return r0;
}

bool psci_cpu_on(word_t mpidr, paddr_t entry)
{
	return conduit != PSCI_NONE && psci_call(PSCI_CPU_ON, mpidr, (word_t)entry) == PSCI_SUCCESS;
}

_Noreturn void arch_reset(void)
{
	console_flush();
	psci_call(PSCI_SYSTEM_RESET, 0, 0);
	arch_halt();
}

_Noreturn void arch_power_off(void)
{
	console_flush();
	psci_call(PSCI_SYSTEM_OFF, 0, 0);
	arch_halt();
}

_Noreturn void arch_halt(void)
{
	irq_off();
	for (;;)
		__asm__ volatile("wfi" ::: "memory");
}

/* With interrupts off, wfi still ends when one is pending; then let it in. */
void arch_idle(void)
{
	__asm__ volatile("dsb sy\n\twfi" ::: "memory");
	irq_on();
	__asm__ volatile("isb" ::: "memory");
	irq_off();
}
