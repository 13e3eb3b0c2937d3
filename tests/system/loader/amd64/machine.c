/*
 * A PC, by multiboot: modules and memory map as QEMU passes them.
 */
#include "tests/system/loader/amd64/multiboot.h"
#include "tests/system/loader/loader.h"

enum {
	COM1 = 0x3f8,
};

void loader_main(uint32_t magic, const struct multiboot_info *info);

void machine_put(char c)
{
	uint8_t ready;

	do
		__asm__ volatile("inb %1, %0" : "=a"(ready) : "Nd"((uint16_t)(COM1 + 5)));
	while (!(ready & 0x20));
	__asm__ volatile("outb %0, %1" ::"a"(c), "Nd"((uint16_t)COM1));
}

static const void *address(uint32_t pa)
{
	return (const void *)(uintptr_t)pa;
}

void loader_main(uint32_t magic, const struct multiboot_info *info)
{
	static struct found found;
	const struct multiboot_module *m = address(info->modules);
	const char *end                  = address(info->memory_map + info->memory_map_bytes);

	if (magic != MULTIBOOT_MAGIC)
		give_up("not started by multiboot");
	for (unsigned i = 0; i < info->module_count; i++)
		find_module(&found, m[i].start, m[i].end, address(m[i].command_line));
	for (const char *at = address(info->memory_map); at < end;) {
		const struct multiboot_memory *e = (const void *)at;

		find_memory(&found, e->start, e->start + e->bytes,
			    e->type == MULTIBOOT_RAM
				    ? l4_mem_type_conventional
				    : l4_mem_type_archspecific | (e->type & 0xf) << 4);
		at += e->size + sizeof(e->size);
	}
	found.line = address(info->command_line);
	while (*found.line && *found.line != ' ') /* our own name */
		found.line++;
	load(&found);
}
