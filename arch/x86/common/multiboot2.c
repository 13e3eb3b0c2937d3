/*
 * The multiboot2 boot protocol: how GRUB starts us.
 *
 * The information is a list of tags, each with its type and size, 8-byte aligned.
 * Source: Multiboot2 Specification version 2.0, chapter 3.6 "Boot information format".
 */
#include "arch/x86/common/loader.h"
#include "kernel/lib/string.h"

enum tag_type {
	TAG_END          = 0,
	TAG_COMMAND_LINE = 1,
	TAG_MODULE       = 3,
	TAG_MEMORY_MAP   = 6,
	TAG_RSDP_1       = 14, /* a copy of the ACPI 1.0 RSDP */
	TAG_RSDP_2       = 15, /* a copy of the ACPI 2.0 RSDP */
};

struct tag {
	uint32_t type;
	uint32_t size; /* of the whole tag, without the padding that follows */
};

struct tag_module {
	struct tag tag;
	uint32_t start, end;
	char command_line[];
};

struct tag_memory_map {
	struct tag tag;
	uint32_t entry_size, entry_version;
};

struct memory_entry {
	uint64_t start, bytes;
	uint32_t type; /* as E820 */
	uint32_t reserved;
};

struct information {
	uint32_t size; /* of everything */
	uint32_t reserved;
};

_Static_assert(sizeof(struct tag_module) == 16, "multiboot2 layout");
_Static_assert(sizeof(struct memory_entry) == 24, "multiboot2 layout");

static void read_memory_map(struct boot_info *info, const struct tag_memory_map *map)
{
	for (size_t at = sizeof(*map); at + sizeof(struct memory_entry) <= map->tag.size;
	     at += max_of(map->entry_size, (uint32_t)sizeof(struct memory_entry))) {
		const struct memory_entry *e = (const void *)((const char *)map + at);

		loader_memory(info, e->start, e->bytes, e->type);
	}
}

static void read_tag(struct boot_info *info, const struct tag *tag)
{
	const struct tag_module *module = (const struct tag_module *)tag;

	switch (tag->type) {
	case TAG_COMMAND_LINE:
		strcopy(info->command_line, (const char *)(tag + 1), sizeof(info->command_line));
		break;
	case TAG_MODULE: /* the first one is the boot archive */
		if (info->archive.end == 0)
			info->archive = (struct boot_range){module->start, module->end};
		break;
	case TAG_MEMORY_MAP:
		read_memory_map(info, (const struct tag_memory_map *)tag);
		break;
	case TAG_RSDP_1:
	case TAG_RSDP_2: /* comes second and is better: let it win */
		info->acpi_rsdp = (uintptr_t)(tag + 1);
		break;
	}
}

void multiboot2_read(struct boot_info *info, paddr_t at)
{
	const struct information *all = boot_memory_at(at);

	info->loader = "multiboot2";
	if (!all)
		return;
	for (size_t pos = sizeof(*all); pos + sizeof(struct tag) <= all->size;) {
		const struct tag *tag = (const void *)((const char *)all + pos);

		if (tag->type == TAG_END || tag->size < sizeof(*tag))
			break;
		read_tag(info, tag);
		pos += align_up(tag->size, 3);
	}
}
