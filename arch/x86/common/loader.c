/*
 * Boot loaders: what is common to their formats, and what only a PC wants from each.
 */
#include "arch/x86/common/acpi.h"
#include "arch/x86/common/loader.h"
#include "kernel/abi/l4_kip.h"
#include "kernel/boot/bootstrap.h"

enum {
	PORTS          = 0x10000,
	UART_BAUD_BASE = 115200,
};

/*
 * What firmware keeps for itself (ACPI tables, SMM memory) keeps its type, so that it shows up in the
 * kernel info page.
 */
void loader_memory(struct boot_info *info, uint64_t start, uint64_t bytes, uint32_t type)
{
	if (type == LOADER_RAM)
		boot_info_add_ram(info, start, start + bytes);
	else
		boot_info_add_area(info, (struct boot_area){start, start + bytes,
							    l4_mem_type_archspecific, type & 0xf});
}

/* An old-style hint where the ACPI tables are: an area to be searched. */
static void find_rsdp(struct boot_info *info)
{
	for (unsigned i = 0; i < info->area_count; i++)
		if (info->areas[i].type == l4_mem_type_info &&
		    info->areas[i].sub_type == l4_mem_sub_info_rsdp)
			info->acpi_rsdp = acpi_search(info->areas[i].start, info->areas[i].end);
}

struct serial_line loader_serial(uint32_t magic)
{
	const volatile l4_kernel_options_t *o = bootstrap_options();
	struct serial_line line               = serial_com1;
	const uint64_t base                   = o->uart.base;
	const uint32_t baud                   = o->uart.baud;

	if (magic != LOADER_BOOTSTRAP)
		return line;
	line.off = o->flags & L4_KOPT_NOSERIAL;
	if (o->flags & L4_KOPT_UART_BASE && base && base < PORTS)
		line.port = (uint16_t)base; /* registers in memory are none of a PC's UART */
	if (o->flags & L4_KOPT_UART_BAUD && baud && baud <= UART_BAUD_BASE)
		line.divisor = (uint16_t)(UART_BAUD_BASE / baud);
	if (o->flags & L4_KOPT_UART_IRQ && o->uart.irq < ISA_IRQS)
		line.isa_irq = o->uart.irq;
	return line;
}

bool loader_read(struct boot_info *info, uint32_t magic, paddr_t at)
{
	*info = (struct boot_info){.platform = "pc"};
	if (magic == LOADER_PVH)
		pvh_read(info, at);
	else if (magic == LOADER_MULTIBOOT2)
		multiboot2_read(info, at);
	else if (magic == LOADER_BOOTSTRAP)
		bootstrap_read(info);
	else
		return false;
	find_rsdp(info);
	return true;
}
