/*
 * Noting memory, for ports and loaders that read somebody's memory map.
 */
#include "kernel/abi/l4_kip.h"
#include "kernel/boot/boot_info.h"
#include "kernel/lib/panic.h"

static void too_many(paddr_t start, paddr_t end)
{
	printk("The memory map has too many entries; ignored: %llx..%llx\n",
	       (unsigned long long)start, (unsigned long long)end);
}

void boot_info_add_ram(struct boot_info *info, paddr_t start, paddr_t end)
{
	struct boot_range r = {align_up(start, L4_PAGESHIFT), align_down(end, L4_PAGESHIFT)};

	if (r.start >= r.end)
		return;
	if (info->ram_count == BOOT_MAX_RANGES) {
		too_many(r.start, r.end);
		return;
	}
	info->ram[info->ram_count++] = r;
}

void boot_info_add_area(struct boot_info *info, struct boot_area area)
{
	if (area.start >= area.end)
		return;
	if (info->area_count == BOOT_MAX_AREAS) {
		if (area.type != l4_mem_type_archspecific) /* somebody's program: it must stay */
			panic("the memory map has more than %d areas", BOOT_MAX_AREAS);
		too_many(area.start, area.end);
		return;
	}
	info->areas[info->area_count++] = area;
}
