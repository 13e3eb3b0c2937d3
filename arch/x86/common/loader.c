/*
 * Boot loaders: what is common to their formats.
 */
#include "arch/x86/common/loader.h"
#include "kernel/lib/panic.h"

/*
 * RAM is rounded inwards to pages. What firmware keeps for itself (ACPI tables, SMM memory) is
 * reported as reserved, so that it shows up in the kernel info page.
 */
void loader_memory(struct boot_info *info, uint64_t start, uint64_t bytes, uint32_t type)
{
	bool ram                 = type == LOADER_RAM;
	struct boot_range *range = ram ? info->ram : info->reserved;
	unsigned *count          = ram ? &info->ram_count : &info->reserved_count;
	struct boot_range r      = {start, start + bytes};

	if (ram)
		r = (struct boot_range){align_up(r.start, 12), align_down(r.end, 12)};
	if (r.start >= r.end)
		return;
	if (*count == BOOT_MAX_RANGES) {
		printk("The memory map has too many entries; ignored: %llx..%llx type %u\n",
		       (unsigned long long)r.start, (unsigned long long)r.end, type);
		return;
	}
	range[(*count)++] = r;
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
	return true;
}
