/*
 * A boot loader with the manners of the original system's (abi sheet §10.2, §11.3), to see whether
 * our kernel could stand in the place of the original in a boot image.
 *
 * QEMU starts it by multiboot with modules: the kernel, sigma0, the root task, and whatever the root
 * task is to find. It loads the three programs to where their ELF files say, fills in the kernel
 * info page and the kernel options, which it finds by ELF program headers alone, and calls the
 * kernel's ELF entry point. What the original would refuse, this one refuses.
 *
 *      16 MiB   kernel            32 MiB   sigma0, root task (those that may be anywhere)
 *      256 MiB  this loader, then the modules as QEMU placed them
 *
 * Its own command line: words that start with "-" are options for the kernel, the rest is handed to
 * the root task.
 */
#include <elf.h>

#include "kernel/abi/l4_kip.h"
#include "kernel/abi/l4_kopt.h"
#include "tests/system/loader/multiboot.h"

enum {
	MODULES_MAX = 32,
	PROGRAMS    = 3,         /* kernel, sigma0, root task */
	ANYWHERE    = 0x2000000, /* first place for programs without one of their own */
	PLACE_ALIGN = 0x200000,
	RWX         = 7,
	LINE_BYTES  = 256,
	COM1        = 0x3f8,
};

#define VERSION_MASK 0xff00ffffu
#define VERSION      0x87004444u

/* The kernel as its file describes it. */
struct kernel {
	void (*entry)(void);
	l4_kernel_info_t *kip;
	l4_kernel_options_t *options;
};

extern char loader_start[], loader_end[];

void loader_main(uint32_t magic, const struct multiboot_info *info);

static struct {
	l4util_l4mod_info info;
	l4util_l4mod_mod mods[MODULES_MAX];
} modules __attribute__((aligned(4096)));

static char root_line[LINE_BYTES] = "root ";
static unsigned descriptors;
static uint64_t next_place = ANYWHERE;

/* ---- Small things ---------------------------------------------------------------------------- */

static void say(const char *text)
{
	for (; *text; text++) {
		uint8_t ready;

		do
			__asm__ volatile("inb %1, %0" : "=a"(ready) : "Nd"((uint16_t)(COM1 + 5)));
		while (!(ready & 0x20));
		__asm__ volatile("outb %0, %1" ::"a"(*text), "Nd"((uint16_t)COM1));
	}
}

static _Noreturn void give_up(const char *why)
{
	say("loader: ");
	say(why);
	say("\n");
	for (;;)
		__asm__ volatile("cli; hlt");
}

void *memcpy(void *to, const void *from, size_t bytes);
void *memset(void *to, int byte, size_t bytes);

void *memcpy(void *to, const void *from, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		((volatile char *)to)[i] = ((const char *)from)[i];
	return to;
}

void *memset(void *to, int byte, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		((volatile char *)to)[i] = (char)byte;
	return to;
}

/* Is @p word the text at @p at, up to the next space? */
static bool starts_with(const char *at, const char *word)
{
	while (*word && *at == *word)
		at++, word++;
	return !*word && (*at == ' ' || !*at);
}

/* Command line "path/name arguments" from "name" on. */
static const char *from_name(const char *line)
{
	const char *name = line;

	for (; *line && *line != ' '; line++)
		if (*line == '/')
			name = line + 1;
	return name;
}

static void *address(uint64_t pa)
{
	return (void *)(uintptr_t)pa;
}

/* ---- Memory descriptors ---------------------------------------------------------------------- */

static void describe(l4_kernel_info_t *kip, uint64_t start, uint64_t end, unsigned type)
{
	l4_kernel_info_mem_desc_t *d = address((uintptr_t)kip + kip->mem_descs);

	if (descriptors == kip->mem_descs_num)
		give_up("the kernel info page has too few memory descriptors");
	d[descriptors++] = (l4_kernel_info_mem_desc_t){
		.l = (start & ~0x3ffUL) | type,
		.h = (end - 1) | 0x3ff,
	};
}

static void describe_ram(l4_kernel_info_t *kip, const struct multiboot_info *info)
{
	const char *end = address(info->memory_map + info->memory_map_bytes);

	for (const char *at = address(info->memory_map); at < end;) {
		const struct multiboot_memory *m = (const void *)at;

		describe(kip, m->start, m->start + m->bytes,
			 m->type == MULTIBOOT_RAM ? l4_mem_type_conventional
						  : l4_mem_type_archspecific);
		at += m->size + sizeof(m->size);
	}
}

/* ---- ELF files ------------------------------------------------------------------------------- */

static const Elf64_Ehdr *elf_at(const struct multiboot_module *m)
{
	const Elf64_Ehdr *elf = address(m->start);

	if (*(const uint32_t *)elf->e_ident != 0x464c457f || elf->e_ident[EI_CLASS] != ELFCLASS64 ||
	    elf->e_machine != EM_X86_64)
		give_up("a program is no ELF file for x86-64");
	return elf;
}

static const Elf64_Phdr *segment(const Elf64_Ehdr *elf, unsigned i)
{
	return address((uintptr_t)elf + elf->e_phoff + i * elf->e_phentsize);
}

/* Copy all segments to where they belong, @p offset added, and describe them as @p type. */
static void load(l4_kernel_info_t *kip, const Elf64_Ehdr *elf, uint64_t offset, unsigned type)
{
	for (unsigned i = 0; i < elf->e_phnum; i++) {
		const Elf64_Phdr *p = segment(elf, i);
		char *to            = address(p->p_paddr + offset);

		if (p->p_type != PT_LOAD || !p->p_memsz)
			continue;
		if (p->p_paddr + offset + p->p_memsz > (uintptr_t)loader_start)
			give_up("a segment is where the loader is");
		memcpy(to, address((uintptr_t)elf + p->p_offset), p->p_filesz);
		memset(to + p->p_filesz, 0, p->p_memsz - p->p_filesz);
		if (kip)
			describe(kip, p->p_paddr + offset, p->p_paddr + offset + p->p_memsz, type);
	}
}

static uint64_t elf_end(const Elf64_Ehdr *elf)
{
	uint64_t end = 0;

	for (unsigned i = 0; i < elf->e_phnum; i++) {
		const Elf64_Phdr *p = segment(elf, i);

		if (p->p_type == PT_LOAD && p->p_paddr + p->p_memsz > end)
			end = p->p_paddr + p->p_memsz;
	}
	return end;
}

/* sigma0 or the root task. Returns its entry point. */
static uint64_t load_program(l4_kernel_info_t *kip, const Elf64_Ehdr *elf, unsigned type)
{
	uint64_t offset = 0;

	if (elf->e_type == ET_DYN) {
		offset = next_place;
		next_place += (elf_end(elf) + PLACE_ALIGN - 1) / PLACE_ALIGN * PLACE_ALIGN;
	}
	load(kip, elf, offset, type);
	return elf->e_entry + offset;
}

static struct kernel load_kernel(const Elf64_Ehdr *elf)
{
	struct kernel k = {.entry = (void (*)(void))address(elf->e_entry)};

	load(NULL, elf, 0, 0);
	for (unsigned i = 0; i < elf->e_phnum; i++) {
		const Elf64_Phdr *p = segment(elf, i);

		if (p->p_type == L4_KOPT_PHDR_KIP)
			k.kip = address(p->p_paddr);
		if (p->p_type == L4_KOPT_PHDR_OPTIONS)
			k.options = address(p->p_paddr);
	}
	if (!k.kip || !k.options)
		give_up("the kernel has no program header for its info page or options");
	if (k.kip->magic != L4_KERNEL_INFO_MAGIC || (k.kip->version & VERSION_MASK) != VERSION)
		give_up("the kernel info page has another version");
	if (k.options->magic != L4_KOPT_MAGIC || k.options->version != L4_KOPT_VERSION)
		give_up("the kernel options have another version");
	if (k.options->node != k.kip->node)
		give_up("the kernel is for another node");
	return k;
}

/* ---- All together ---------------------------------------------------------------------------- */

static void skip_word(const char **line)
{
	while (**line && **line != ' ')
		++*line;
}

/* Our command line starts with our own name. */
static void read_options(const struct kernel *k, const char *line)
{
	char *to = root_line + 5;

	for (skip_word(&line); *line; skip_word(&line)) {
		while (*line == ' ')
			line++;
		if (*line != '-')
			break;
		if (starts_with(line, "-wait"))
			k->options->flags |= L4_KOPT_WAIT;
		else if (starts_with(line, "-noserial"))
			k->options->flags |= L4_KOPT_NOSERIAL;
		else
			give_up("unknown option");
	}
	while (*line && to < root_line + LINE_BYTES - 1)
		*to++ = *line++;
}

/* The root task's module information (abi sheet §11.4). */
static void describe_modules(struct kernel *k, const struct multiboot_info *info)
{
	const struct multiboot_module *m = address(info->modules);

	modules.info.mods_addr = (uintptr_t)modules.mods;
	modules.info.cmdline   = (uintptr_t)root_line;
	for (unsigned i = 0; i < info->module_count; i++) {
		l4util_l4mod_mod *mod = &modules.mods[modules.info.mods_count++];

		mod->cmdline = i == L4MOD_FLAG_ROOTTASK - 1
				       ? (uintptr_t)root_line
				       : (uintptr_t)from_name(address(m[i].command_line));
		if (i < PROGRAMS) {
			mod->flags = i + L4MOD_FLAG_KERNEL;
			continue;
		}
		mod->mod_start = m[i].start;
		mod->mod_end   = m[i].end;
		describe(k->kip, m[i].start, m[i].end, l4_mem_type_bootloader | RWX << 4);
	}
	k->kip->user_ptr = (uintptr_t)&modules;
	/* Command lines are among what QEMU placed behind the loader: keep the pages between. */
	describe(k->kip, (uintptr_t)loader_start, (uintptr_t)loader_end,
		 l4_mem_type_bootloader | RWX << 4);
}

void loader_main(uint32_t magic, const struct multiboot_info *info)
{
	const struct multiboot_module *m = address(info->modules);
	struct kernel k;

	if (magic != MULTIBOOT_MAGIC || info->module_count < PROGRAMS ||
	    info->module_count > MODULES_MAX)
		give_up("started without kernel, sigma0 and root task");
	k = load_kernel(elf_at(&m[0]));
	read_options(&k, address(info->command_line));
	describe_ram(k.kip, info);
	describe(k.kip, elf_at(&m[0])->e_entry & ~0xfffffUL, elf_end(elf_at(&m[0])),
		 l4_mem_type_reserved);
	k.kip->sigma0_ip = load_program(k.kip, elf_at(&m[1]), l4_mem_type_dedicated);
	k.kip->root_ip   = load_program(k.kip, elf_at(&m[2]), l4_mem_type_bootloader | RWX << 4);
	describe_modules(&k, info);
	memcpy(k.kip->platform_info.name, "test loader", sizeof("test loader"));
	say("loader: calling the kernel\n");
	k.entry();
	give_up("the kernel returned");
}
