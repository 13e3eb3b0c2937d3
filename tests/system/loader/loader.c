/*
 * A boot loader with the manners of the original system's (abi sheet §10.2, §11.3), to see whether
 * our kernel could stand in the place of the original in a boot image.
 *
 * The port (amd64/, arm/) tells what QEMU gave us: the kernel, sigma0, the root task, and whatever the
 * root task is to find. We load the three programs to where their ELF files say, fill in the kernel
 * info page and the kernel options, which we find by ELF program headers alone, and call the kernel's
 * ELF entry point. What the original would refuse, this one refuses.
 *
 * Our own command line: words that start with "-" are options for the kernel, the rest is handed to
 * the root task.
 */
#include <machine.h>

#include "kernel/abi/l4_kopt.h"
#include "kernel/boot/elf.h"
#include "kernel/lib/string.h"
#include "tests/system/loader/loader.h"

enum {
	PROGRAMS    = 3, /* kernel, sigma0, root task */
	PLACE_ALIGN = 0x200000,
	RWX         = 7,
	LINE_BYTES  = 256,
	ODD_AREAS   = 30,
	ODD_STEP    = 0x2000,
};

#define VERSION_MASK 0xff00ffffu
#define VERSION      0x87004444u
#define ROOT_AREA    (l4_mem_type_bootloader | RWX << 4)

/* The kernel as its file describes it. */
struct kernel {
	void (*entry)(void);
	l4_kernel_info_t *kip;
	l4_kernel_options_t *options;
};

static struct {
	l4util_l4mod_info info;
	l4util_l4mod_mod mods[MODULES_MAX];
} modules __attribute__((aligned(4096)));

static char root_line[LINE_BYTES] = "root ";
static unsigned descriptors;
static uint64_t next_place = PLACE_PROGRAMS;

/* ---- Small things ---------------------------------------------------------------------------- */

void say(const char *text)
{
	for (; *text; text++)
		machine_put(*text);
}

void give_up(const char *why)
{
	say("loader: ");
	say(why);
	say("\n");
	for (;;)
		;
}

static void *address(uint64_t pa)
{
	return (void *)(uintptr_t)pa;
}

/* Is @p word the text at @p at, up to the next space? */
static bool starts_with(const char *at, const char *word)
{
	size_t n = strlen(word);

	return strncmp(at, word, n) == 0 && (at[n] == ' ' || !at[n]);
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

void find_module(struct found *f, uint64_t start, uint64_t end, const char *line)
{
	if (f->module_count == MODULES_MAX)
		give_up("too many modules");
	f->modules[f->module_count++] = (struct module){start, end, from_name(line)};
}

void find_memory(struct found *f, uint64_t start, uint64_t end, unsigned type)
{
	if (f->memory_count < MEMORY_MAX)
		f->memory[f->memory_count++] = (struct memory){start, end, type};
}

/* ---- Memory descriptors ---------------------------------------------------------------------- */

static void describe(l4_kernel_info_t *kip, uint64_t start, uint64_t end, unsigned type)
{
	l4_kernel_info_mem_desc_t *d = address((uintptr_t)kip + kip->mem_descs);

	if (descriptors == kip->mem_descs_num)
		give_up("the kernel info page has too few memory descriptors");
	d[descriptors++] = (l4_kernel_info_mem_desc_t){
		.l = ((l4_umword_t)start & ~0x3ffUL) | type,
		.h = (l4_umword_t)(end - 1) | 0x3ff,
	};
}

/* RAM first, then what lies in it. */
static void describe_memory(l4_kernel_info_t *kip, const struct found *f)
{
	for (unsigned ram = 2; ram-- > 0;)
		for (unsigned i = 0; i < f->memory_count; i++)
			if ((f->memory[i].type == l4_mem_type_conventional) == ram)
				describe(kip, f->memory[i].start, f->memory[i].end,
					 f->memory[i].type);
}

/* ---- ELF files ------------------------------------------------------------------------------- */

static const struct elf_header *elf_at(const struct module *m)
{
	const struct elf_header *elf = address(m->start);

	if (memcmp(elf->magic, "\177ELF", 4) != 0 || elf->class != ELF_CLASS_HERE ||
	    elf->machine != L4_ELF_MACHINE)
		give_up("a program is no ELF file for this machine");
	return elf;
}

static const struct elf_segment *segment(const struct elf_header *elf, unsigned i)
{
	return address((uintptr_t)elf + elf->segments_at + i * elf->segment_bytes);
}

static bool is_loaded(const struct elf_segment *p)
{
	return p->type == ELF_LOAD && p->memory_bytes;
}

/* Copy all segments to where they belong, @p offset added. */
static void load_segments(const struct elf_header *elf, uint64_t offset)
{
	for (unsigned i = 0; i < elf->segments; i++) {
		const struct elf_segment *p = segment(elf, i);
		uint64_t to                 = p->pa + offset;

		if (!is_loaded(p))
			continue;
		if (to < (uintptr_t)loader_end && to + p->memory_bytes > (uintptr_t)loader_start)
			give_up("a segment is where the loader is");
		memcpy(address(to), address((uintptr_t)elf + p->offset), p->file_bytes);
		memset(address(to + p->file_bytes), 0, p->memory_bytes - p->file_bytes);
	}
}

static void describe_segments(l4_kernel_info_t *kip, const struct elf_header *elf, uint64_t offset,
			      unsigned type)
{
	for (unsigned i = 0; i < elf->segments; i++) {
		const struct elf_segment *p = segment(elf, i);

		if (is_loaded(p))
			describe(kip, p->pa + offset, p->pa + offset + p->memory_bytes, type);
	}
}

static uint64_t elf_end(const struct elf_header *elf)
{
	uint64_t end = 0;

	for (unsigned i = 0; i < elf->segments; i++) {
		const struct elf_segment *p = segment(elf, i);

		if (is_loaded(p) && p->pa + p->memory_bytes > end)
			end = p->pa + p->memory_bytes;
	}
	return end;
}

/* sigma0 or the root task. Returns its entry point. */
static uint64_t load_program(l4_kernel_info_t *kip, const struct elf_header *elf, unsigned type)
{
	uint64_t offset = 0;

	if (elf->type == ELF_SHARED) {
		offset = next_place;
		next_place += (elf_end(elf) + PLACE_ALIGN - 1) / PLACE_ALIGN * PLACE_ALIGN;
	}
	load_segments(elf, offset);
	describe_segments(kip, elf, offset, type);
	return elf->entry + offset;
}

static struct kernel load_kernel(const struct elf_header *elf)
{
	struct kernel k = {.entry = (void (*)(void))address(elf->entry)};

	load_segments(elf, 0);
	for (unsigned i = 0; i < elf->segments; i++) {
		const struct elf_segment *p = segment(elf, i);

		if (p->type == L4_KOPT_PHDR_KIP)
			k.kip = address(p->pa);
		if (p->type == L4_KOPT_PHDR_OPTIONS)
			k.options = address(p->pa);
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

/* All that means nothing to our kernel, and a memory map as long as that of a real machine. */
static void set_odd_options(const struct kernel *k)
{
	const uint32_t known = L4_KOPT_WAIT | L4_KOPT_NOSERIAL | L4_KOPT_UART_BAUD |
			       L4_KOPT_UART_BASE | L4_KOPT_UART_IRQ;

	k->options->flags |= ~known;
	k->options->kmemsize      = 64 << 10;
	k->options->trace_entries = k->options->out_buffer = 100;
	memcpy(k->options->jdb_cmd, "JH", sizeof("JH"));
	for (uint64_t i = 0, at = PLACE_ODD; i < ODD_AREAS; i++, at += ODD_STEP)
		describe(k->kip, at, at + ODD_STEP / 2, l4_mem_type_archspecific | 2 << 4);
}

static void skip_word(const char **line)
{
	while (**line && **line != ' ')
		++*line;
}

static void read_options(const struct kernel *k, const char *line)
{
	char *to = root_line + 5;

	for (; *line; skip_word(&line)) {
		while (*line == ' ')
			line++;
		if (*line != '-')
			break;
		if (starts_with(line, "-wait"))
			k->options->flags |= L4_KOPT_WAIT;
		else if (starts_with(line, "-noserial"))
			k->options->flags |= L4_KOPT_NOSERIAL;
		else if (starts_with(line, "-odd"))
			set_odd_options(k);
		else
			give_up("unknown option");
	}
	strcopy(to, line, LINE_BYTES - 5);
}

/* The root task's module information (abi sheet §11.4). */
static void describe_modules(struct kernel *k, const struct found *f)
{
	modules.info.mods_addr = (uintptr_t)modules.mods;
	modules.info.cmdline   = (uintptr_t)root_line;
	for (unsigned i = 0; i < f->module_count; i++) {
		const struct module *m = &f->modules[i];
		l4util_l4mod_mod *mod  = &modules.mods[modules.info.mods_count++];

		mod->cmdline = (uintptr_t)(i == L4MOD_FLAG_ROOTTASK - 1 ? root_line : m->line);
		if (i < PROGRAMS) {
			mod->flags = i + L4MOD_FLAG_KERNEL;
			continue;
		}
		mod->mod_start = m->start;
		mod->mod_end   = m->end;
		describe(k->kip, m->start, m->end, ROOT_AREA);
	}
	k->kip->user_ptr = (uintptr_t)&modules;
	/* Command lines are among what lies behind the loader: keep the pages between. */
	describe(k->kip, (uintptr_t)loader_start, (uintptr_t)loader_end, ROOT_AREA);
}

void load(const struct found *f)
{
	const struct module *m = f->modules;
	struct kernel k;

	if (f->module_count < PROGRAMS)
		give_up("started without kernel, sigma0 and root task");
	k = load_kernel(elf_at(&m[0]));
	describe_memory(k.kip, f);
	read_options(&k, f->line);
	describe_segments(k.kip, elf_at(&m[0]), 0, l4_mem_type_reserved);
	k.kip->sigma0_ip = load_program(k.kip, elf_at(&m[1]), l4_mem_type_dedicated);
	k.kip->root_ip   = load_program(k.kip, elf_at(&m[2]), ROOT_AREA);
	k.kip->dt_addr   = f->device_tree;
	describe_modules(&k, f);
	memcpy(k.kip->platform_info.name, "test loader", sizeof("test loader"));
	say("loader: calling the kernel\n");
	k.entry();
	give_up("the kernel returned");
}
