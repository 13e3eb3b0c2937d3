/*
 * The few things a microkernel wants to know from ACPI: CPUs, interrupt controllers, the
 * power-management timer, how to switch off and how to reset.
 */
#ifndef ARCH_X86_ACPI_H
#define ARCH_X86_ACPI_H

#include "kernel/lib/types.h"

enum {
	ACPI_IO_APICS_MAX = 8,
	ISA_IRQS          = 16,
	ACPI_CPUS_MAX     = 128,
};

struct acpi_io_apic {
	paddr_t registers;
	uint32_t first_pin; /* number of its first pin among all ("global system interrupt") */
};

/* Where an ISA interrupt line ended up. */
struct acpi_isa_irq {
	uint32_t pin;
	bool level, low;
};

struct acpi {
	bool found;
	paddr_t local_apic; /* physical address of its registers */
	struct acpi_io_apic io_apics[ACPI_IO_APICS_MAX];
	unsigned io_apic_count;
	struct acpi_isa_irq isa[ISA_IRQS];
	uint32_t cpus[ACPI_CPUS_MAX]; /* local APIC IDs of the CPUs that can be used */
	unsigned cpu_count;

	uint16_t timer_port; /* 3.579545 MHz counter; 0: none */
	bool timer_32bit;    /* it has 32 bits, else 24 */

	uint16_t smi_port, power_port; /* PM1a control */
	uint8_t smi_enable;
	bool can_power_off;
	uint8_t sleep_type;  /* SLP_TYP for soft off */
	uint16_t reset_port; /* 0: no reset register in I/O space */
	uint8_t reset_value;
};

extern struct acpi acpi;

/**
 * Read the tables while boot.S's identity map is there.
 * @param rsdp  physical address of the root pointer if the loader knew it, else 0: searched
 * @return the address of the root pointer in firmware memory, or 0
 */
paddr_t acpi_init(paddr_t rsdp);

/** Physical address of a root pointer in [@p start, @p end), or 0. While booting, as above. */
paddr_t acpi_search(paddr_t start, paddr_t end);

#endif
