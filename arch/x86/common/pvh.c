/*
 * The PVH boot protocol: how QEMU, and Xen, start an ELF kernel directly.
 *
 * The loader finds our 32-bit entry in an ELF note (boot.S) and passes the address of the structure
 * below in ebx. Source: Xen, docs/misc/pvh.pandoc, public interface arch-x86/hvm/start_info.h.
 */
#include "arch/x86/common/loader.h"
#include "kernel/lib/string.h"

struct pvh_start_info {
	uint32_t magic; /* LOADER_PVH */
	uint32_t version;
	uint32_t flags;
	uint32_t module_count;
	uint64_t modules;      /* physical address of an array of struct pvh_module */
	uint64_t command_line; /* physical address of a zero-terminated string; 0: none */
	uint64_t rsdp;
	uint64_t memory_map; /* version 1 and later: struct pvh_memory[] */
	uint32_t memory_map_count;
	uint32_t reserved;
};

struct pvh_module {
	uint64_t start, bytes, command_line, reserved;
};

struct pvh_memory {
	uint64_t start, bytes;
	uint32_t type; /* as E820 */
	uint32_t reserved;
};

_Static_assert(sizeof(struct pvh_start_info) == 56, "PVH layout");
_Static_assert(sizeof(struct pvh_module) == 32, "PVH layout");
_Static_assert(sizeof(struct pvh_memory) == 24, "PVH layout");

void pvh_read(struct boot_info *info, paddr_t at)
{
	const struct pvh_start_info *start = boot_memory_at(at);

	info->loader = "PVH";
	if (!start || start->magic != LOADER_PVH)
		return;

	const char *line                 = boot_memory_at(start->command_line);
	const struct pvh_module *modules = boot_memory_at(start->modules);
	const struct pvh_memory *map     = boot_memory_at(start->memory_map);

	info->acpi_rsdp = start->rsdp;
	if (line)
		strcopy(info->command_line, line, sizeof(info->command_line));
	if (modules && start->module_count > 0)
		info->archive =
			(struct boot_range){modules->start, modules->start + modules->bytes};
	for (unsigned i = 0; map && start->version >= 1 && i < start->memory_map_count; i++)
		loader_memory(info, map[i].start, map[i].bytes, map[i].type);
}
