/*
 * QEMU's ARM board "virt". QEMU has no modules for ELF files, so they come in an archive at a fixed
 * place; our command line is in the device tree, which QEMU leaves at the start of RAM. That is where
 * the kernel goes: so the tree is moved behind it first, as the original loader does.
 */
#include <machine.h>

#include "arch/arm/common/fdt.h"
#include "kernel/boot/archive.h"
#include "kernel/lib/string.h"
#include "tests/system/loader/loader.h"

enum {
	PAGE          = 0x1000,
	TREE_BYTES    = 4 << 20, /* at most */
	ARCHIVE_BYTES = 64 << 20,
};

void loader_main(void);

void machine_put(char c)
{
	*(volatile uint32_t *)UART = (uint8_t)c;
}

static void move_tree(struct found *f, struct fdt *tree)
{
	char *to;

	if (!fdt_open(tree, (const void *)RAM_START, TREE_BYTES))
		give_up("no device tree at the start of RAM");
	to = loader_start - (tree->bytes + PAGE - 1) / PAGE * PAGE;
	memmove(to, tree->blob, tree->bytes);
	if (!fdt_open(tree, to, TREE_BYTES))
		give_up("the device tree was lost");
	f->device_tree = (uintptr_t)to;
}

static void read_tree(struct found *f, const struct fdt *tree)
{
	struct fdt_walk w;

	fdt_walk_begin(&w, tree);
	while (fdt_walk_next(&w)) {
		const char *type = fdt_string(&w, "device_type");
		uint64_t start, bytes;

		if (type && strcmp(type, "memory") == 0)
			for (unsigned i = 0; fdt_reg(&w, i, &start, &bytes); i++)
				find_memory(f, start, start + bytes, l4_mem_type_conventional);
	}
	find_memory(f, f->device_tree, f->device_tree + tree->bytes,
		    l4_mem_type_bootloader | 7 << 4);
	f->line = fdt_find(&w, tree, "/chosen") ? fdt_string(&w, "bootargs") : "";
}

/* Modules are page-aligned, the archive's files are not. */
static void read_archive(struct found *f)
{
	uintptr_t to = PLACE_MODULES;
	struct archive_file file;
	struct archive a;

	archive_open(&a, (const void *)PLACE_ARCHIVE, ARCHIVE_BYTES);
	while (archive_next(&a, &file)) {
		memset((void *)to, 0, (file.bytes + PAGE - 1) / PAGE * PAGE);
		memcpy((void *)to, file.data, file.bytes);
		find_module(f, to, to + file.bytes, file.name);
		to += (file.bytes + PAGE - 1) / PAGE * PAGE;
	}
}

void loader_main(void)
{
	static struct found found;
	struct fdt tree;

	move_tree(&found, &tree);
	read_tree(&found, &tree);
	read_archive(&found);
	load(&found);
}
