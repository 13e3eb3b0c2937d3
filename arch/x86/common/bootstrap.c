/*
 * The boot loader of the original system: how an existing boot image starts us.
 *
 * This loader ("bootstrap") has already done what else the kernel does itself: sigma0, the root task
 * and the modules are where they are to be. It tells so by filling in two structures in the kernel's
 * own image, which it finds by ELF program headers: the kernel info page, with entry points and
 * memory descriptors, and the options below. Then it calls the ELF entry point (boot.S).
 *
 * Source: abi sheet §10.4, §11.3.
 */
#include "arch/x86/common/acpi.h"
#include "arch/x86/common/loader.h"
#include "arch/x86/common/serial.h"
#include "kernel/abi/l4_kopt.h"
#include "kernel/boot/kip.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"

enum {
	DESC_TYPE      = 0xf,
	DESC_GRANULE   = 0x400, /* addresses in descriptors count in these */
	SUB_TYPE_RSDP  = 0,
	PORTS          = 0x10000,
	UART_BAUD_BASE = 115200,
};

static l4_kernel_options_t options __attribute__((section(".kernel_options"), used)) = {
	.magic   = L4_KOPT_MAGIC,
	.version = L4_KOPT_VERSION,
};

/* The compiler must not take the values in the image for the ones that the loader left. */
static const volatile l4_kernel_options_t *given(void)
{
	return &options;
}

void bootstrap_serial(struct serial_line *line)
{
	const uint32_t flags = given()->flags;
	const uint64_t base  = given()->uart.base;
	const uint32_t baud  = given()->uart.baud;

	line->off = flags & L4_KOPT_NOSERIAL;
	if (flags & L4_KOPT_UART_BASE && base && base < PORTS)
		line->port = (uint16_t)base; /* registers in memory are none of a PC's UART */
	if (flags & L4_KOPT_UART_BAUD && baud && baud <= UART_BAUD_BASE)
		line->divisor = (uint16_t)(UART_BAUD_BASE / baud);
	if (flags & L4_KOPT_UART_IRQ && given()->uart.irq < ISA_IRQS)
		line->isa_irq = given()->uart.irq;
}

/* An area that is not plain RAM: it keeps its type, for sigma0 to read. */
static void read_area(struct boot_info *info, struct boot_area a)
{
	if (info->area_count == BOOT_MAX_RANGES)
		panic("the loader gave more than %d memory areas", BOOT_MAX_RANGES);
	if (a.type == l4_mem_type_info && a.sub_type == SUB_TYPE_RSDP)
		info->acpi_rsdp = acpi_search(a.start, a.end);
	info->areas[info->area_count++] = a;
}

static void read_descriptor(struct boot_info *info, const l4_kernel_info_mem_desc_t *d)
{
	struct boot_area a = {
		.start    = align_down(d->l, 10),
		.end      = (d->h | (DESC_GRANULE - 1)) + 1,
		.type     = d->l & DESC_TYPE,
		.sub_type = d->l >> 4 & 0xf,
	};

	if (a.type == l4_mem_type_undefined || d->l & L4_MEM_DESC_VIRTUAL || a.start >= a.end)
		return;
	if (a.type == l4_mem_type_conventional)
		loader_memory(info, a.start, a.end - a.start, LOADER_RAM);
	else
		read_area(info, a);
}

void bootstrap_read(struct boot_info *info)
{
	info->loader    = "bootstrap";
	info->acpi_rsdp = kip()->acpi_rsdp_addr;
	if (given()->flags & L4_KOPT_WAIT)
		strcopy(info->command_line, "-wait", sizeof(info->command_line));
	for (unsigned i = 0; i < L4_KIP_MEM_DESCS; i++)
		read_descriptor(info, &kip_descriptors()[i]);
}
