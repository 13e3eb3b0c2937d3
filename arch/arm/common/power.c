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
	PSCI_SYSTEM_OFF   = 0x84000008,
	PSCI_SYSTEM_RESET = 0x84000009,
};

static enum psci_conduit conduit;

void psci_init(enum psci_conduit c)
{
	conduit = c;
}

static void psci_call(uint32_t function)
{
	register uint32_t r0 __asm__("r0") = function;

	if (conduit == PSCI_HVC)
		__asm__ volatile(".arch_extension virt\n\thvc #0"
				 : "+r"(r0)::"r1", "r2", "r3", "memory");
	else if (conduit == PSCI_SMC)
		__asm__ volatile(".arch_extension sec\n\tsmc #0"
				 : "+r"(r0)::"r1", "r2", "r3", "memory");
}

_Noreturn void arch_reset(void)
{
	console_flush();
	psci_call(PSCI_SYSTEM_RESET);
	arch_halt();
}

_Noreturn void arch_power_off(void)
{
	console_flush();
	psci_call(PSCI_SYSTEM_OFF);
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

/* Only the boot CPU runs. */
void arch_cpus_start(void)
{
}

void arch_cpu_notify(struct cpu *c)
{
	(void)c;
}
