/*
 * The first C code, and the port's part of the boot.
 *
 * boot.S jumps to boot_start() in 64-bit mode on the boot stack, with its rough page tables, which
 * show the first 4 GiB of physical memory at their physical addresses. As long as they do,
 * everything that loader and firmware left is read; then the final page tables are built, and the
 * portable kernel takes over.
 */
#include "arch/x86/amd64/descriptors.h"
#include "arch/x86/amd64/paging.h"
#include "arch/x86/common/acpi.h"
#include "arch/x86/common/clock.h"
#include "arch/x86/common/interrupt.h"
#include "arch/x86/common/loader.h"
#include "arch/x86/common/serial.h"
#include "kernel/lib/panic.h"
#include "kernel/sched/cpu.h"

extern char image_start[], image_end[]; /* kernel.lds */

static struct boot_info boot_info;

/* Called by boot.S. */
_Noreturn void boot_start(uint32_t magic, paddr_t loader_info);

_Noreturn void boot_start(uint32_t magic, paddr_t loader_info)
{
	struct serial_line line = loader_serial(magic);
	struct cpu *cpu         = &cpus[0];

	thread_current()->cpu = cpu;
	serial_init(&line);
	descriptors_prepare_boot(cpu);
	descriptors_init(cpu);
	if (!loader_read(&boot_info, magic, loader_info))
		panic("unknown boot loader: magic number %#x; PVH and multiboot2 are known", magic);
	if (!boot_info.ram_count)
		panic("the boot loader (%s) gave no memory map", boot_info.loader);
	boot_info.kernel = (struct boot_range){virt_to_phys(image_start), virt_to_phys(image_end)};
	boot_info.acpi_rsdp = acpi_init(boot_info.acpi_rsdp);
	clock_init();
	cpu_features_init();
	paging_init(&boot_info);
	kernel_main();
}

void arch_boot_info(struct boot_info *info)
{
	*info = boot_info;
}

void arch_init(void)
{
	interrupts_init();
}
