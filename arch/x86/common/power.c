/*
 * The end: reset, power off, stop.
 */
#include "arch/x86/common/acpi.h"
#include "arch/x86/common/clock.h"
#include "arch/x86/common/cpu.h"
#include "kernel/arch.h"
#include "kernel/lib/panic.h"

enum {
	RESET_CONTROL     = 0xcf9, /* of every chipset since the PIIX */
	RESET_FULL        = 0x06,
	KEYBOARD          = 0x64,
	KEYBOARD_FULL     = 0x02,
	KEYBOARD_RESET    = 0xfe,
	RESET_PATIENCE_US = 50000, /* how long a way may take before the next is tried */

	/* PM1a control register (ACPI Specification 4.8.3.2.1). */
	PM1_SCI_ENABLE  = 1 << 0, /* ACPI mode is on */
	PM1_SLEEP_TYPE  = 10,
	PM1_SLEEP       = 1 << 13,
	ACPI_WAIT_STEPS = 300,
	ACPI_WAIT_US    = 1000,
};

_Noreturn void arch_halt(void)
{
	for (;;)
		__asm__ volatile("cli; hlt");
}

_Noreturn void arch_reset(void)
{
	irq_off();
	if (acpi.reset_port) {
		outb(acpi.reset_port, acpi.reset_value);
		clock_wait(RESET_PATIENCE_US);
	}
	outb(RESET_CONTROL, RESET_FULL);
	clock_wait(RESET_PATIENCE_US);
	if (!(inb(KEYBOARD) & KEYBOARD_FULL))
		outb(KEYBOARD, KEYBOARD_RESET);
	clock_wait(RESET_PATIENCE_US);

	/* An exception without an exception table is a CPU reset on every PC. */
	struct {
		uint16_t limit;
		uint64_t base;
	} __attribute__((packed)) none = {0};

	__asm__ volatile("lidt %0; ud2" ::"m"(none));
	arch_halt();
}

/* Firmware may still be in charge of power: take it over first. */
static void acpi_mode_on(void)
{
	if (!acpi.smi_port || !acpi.smi_enable || inw(acpi.power_port) & PM1_SCI_ENABLE)
		return;
	outb(acpi.smi_port, acpi.smi_enable);
	for (unsigned i = 0; i < ACPI_WAIT_STEPS && !(inw(acpi.power_port) & PM1_SCI_ENABLE); i++)
		clock_wait(ACPI_WAIT_US);
}

_Noreturn void arch_power_off(void)
{
	irq_off();
	if (acpi.can_power_off && acpi.power_port) {
		acpi_mode_on();
		outw(acpi.power_port, (uint16_t)(acpi.sleep_type << PM1_SLEEP_TYPE | PM1_SLEEP));
	}
	arch_halt();
}
