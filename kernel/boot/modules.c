/*
 * The boot archive's files find their places.
 *
 * Files are told by name: `sigma0` and `root` are programs that the kernel starts, `cmdline` is an
 * optional text with one line a module ("name arguments…"), `symbols` is the debugger's and stays in
 * memory that nobody else gets, and everything else is a module that the root task finds through the
 * kernel info page. Words of the kernel's command line that do not start with '-' are handed to the root
 * task, behind those of its line in `cmdline`.
 *
 *      archive:  | sigma0 | root | cmdline | ping | pong | …      (anywhere in RAM, cpio)
 *      RAM:      sigma0 and root at their ELF addresses; module info page(s); ping; pong; …
 */
#include "kernel/abi/l4_kip.h"
#include "kernel/abi/l4_types.h"
#include "kernel/arch.h"
#include "kernel/boot/archive.h"
#include "kernel/boot/elf.h"
#include "kernel/boot/kip.h"
#include "kernel/boot/modules.h"
#include "kernel/hooks.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include <arch_abi.h>

enum {
	MODULES_MAX  = 48,
	INFO_BYTES   = 8 * L4_PAGESIZE, /* module records and command lines */
	INFO_STRINGS = sizeof(l4util_l4mod_info) + MODULES_MAX * sizeof(l4util_l4mod_mod),
};

_Static_assert(INFO_STRINGS < INFO_BYTES, "the records leave room for command lines");

static char problem[160];

static const char *complain(const char *name, const char *what)
{
	kernel_snprintf(problem, sizeof(problem), "%s: %s", name, what);
	return problem;
}

static bool find_file(const struct memory_map *m, const char *name, struct archive_file *file)
{
	struct archive a;

	archive_open(&a, phys_to_virt(m->info->archive.start),
		     (size_t)(m->info->archive.end - m->info->archive.start));
	while (archive_next(&a, file))
		if (strcmp(file->name, name) == 0)
			return true;
	return false;
}

/* The whole archive is sound, or what is wrong with it. */
static const char *check_archive(const struct memory_map *m)
{
	struct archive a;
	struct archive_file file;

	if (m->info->archive.start == m->info->archive.end)
		return "boot archive: none was loaded; give the kernel a cpio file as its "
		       "initrd or first module";
	archive_open(&a, phys_to_virt(m->info->archive.start),
		     (size_t)(m->info->archive.end - m->info->archive.start));
	while (archive_next(&a, &file))
		;
	return a.problem ? complain("boot archive", a.problem) : NULL;
}

/* Load program @p name to its place and reserve that. Returns what is wrong, or NULL. */
static const char *load_program(struct memory_map *m, const char *name, unsigned type,
				l4_uint64_t *entry)
{
	struct archive_file file;
	struct elf_image image;
	const char *wrong;
	paddr_t offset = 0;

	if (!find_file(m, name, &file))
		return complain(name, "the boot archive has no such file");
	wrong = elf_inspect(&image, file.data, file.bytes);
	if (wrong)
		return complain(name, wrong);
	if (image.movable) {
		paddr_t at =
			memory_find_low(m, (size_t)(image.end - image.start), L4_SUPERPAGESHIFT);

		if (at == MEMORY_NONE)
			return complain(name, "there is no room for it in memory");
		offset = at - image.start;
	} else if (!memory_is_free(m, image.start, image.end)) {
		return complain(name, "the memory it is linked to is not free");
	}
	memory_reserve(m, image.start + offset, image.end + offset, type,
		       type == l4_mem_type_bootloader ? L4_FPAGE_RWX : 0);
	*entry = elf_load(&image, offset);
	return NULL;
}

/* The module information under construction; strings grow behind the records. */
struct info_page {
	l4util_l4mod_info *info;
	l4util_l4mod_mod *mods;
	char *strings, *end;
	paddr_t offset; /* physical minus kernel address */
};

/* Append "name rest" as a command line; returns its physical address. */
static paddr_t put_line(struct info_page *p, const char *name, const char *rest, size_t rest_bytes)
{
	char *at    = p->strings;
	size_t room = (size_t)(p->end - at);
	int n = kernel_snprintf(at, room, "%s%s%.*s", name, rest_bytes ? " " : "", (int)rest_bytes,
				rest);

	p->strings += min_of((size_t)n + 1, room);
	return (paddr_t)(uintptr_t)at + p->offset;
}

/* Arguments for @p name in the archive's `cmdline` text; *@p bytes is 0 when it has no line. */
static const char *arguments_of(const struct memory_map *m, const char *name, size_t *bytes)
{
	struct archive_file text;
	size_t length = strlen(name);

	*bytes = 0;
	if (!find_file(m, "cmdline", &text))
		return "";
	for (size_t at = 0; at < text.bytes;) {
		const char *line = text.data + at;
		size_t n         = 0;

		while (at + n < text.bytes && line[n] != '\n')
			n++;
		if (n > length && strncmp(line, name, length) == 0 && line[length] == ' ') {
			*bytes = n - length - 1;
			return line + length + 1;
		}
		at += n + 1;
	}
	return "";
}

/* Append to @p to the words of the kernel's command line that are not the kernel's own options. */
static void add_root_arguments(const char *command_line, char *to, size_t size)
{
	size_t used = strlen(to);

	for (const char *word = command_line; *word;) {
		size_t n = 0;

		while (word[n] && word[n] != ' ')
			n++;
		if (n && *word != '-' && used + n + 2 < size) {
			if (used)
				to[used++] = ' ';
			memcpy(to + used, word, n);
			used += n;
		}
		word += n;
		while (*word == ' ')
			word++;
	}
	to[used] = 0;
}

/* Not vital: without room for it, programs have no symbols. */
static void keep_symbols(struct memory_map *m)
{
	struct archive_file file;
	paddr_t at;

	if (!find_file(m, "symbols", &file))
		return;
	at = memory_find_low(m, align_up(max_of(file.bytes, (size_t)1), L4_PAGESHIFT),
			     L4_PAGESHIFT);
	if (at == MEMORY_NONE)
		return;
	memory_reserve(m, at, at + align_up(max_of(file.bytes, (size_t)1), L4_PAGESHIFT),
		       l4_mem_type_reserved, 0);
	memcpy(phys_to_virt(at), file.data, file.bytes);
	debugger_program_symbols(phys_to_virt(at), file.bytes);
}

static const char *copy_module(struct memory_map *m, struct info_page *p,
			       const struct archive_file *file)
{
	size_t bytes = align_up(max_of(file->bytes, (size_t)1), L4_PAGESHIFT);
	paddr_t at   = memory_find_low(m, bytes, L4_PAGESHIFT);
	size_t argument_bytes;
	const char *arguments = arguments_of(m, file->name, &argument_bytes);

	if (p->info->mods_count == MODULES_MAX)
		return complain(file->name, "the boot archive holds too many files");
	if (at == MEMORY_NONE)
		return complain(file->name, "there is no room for it in memory");
	memory_reserve(m, at, at + bytes, l4_mem_type_bootloader, L4_FPAGE_RWX);
	memset(phys_to_virt(at), 0, bytes);
	memcpy(phys_to_virt(at), file->data, file->bytes);
	p->mods[p->info->mods_count++] = (l4util_l4mod_mod){
		.flags     = L4MOD_FLAG_NONE,
		.mod_start = at,
		.mod_end   = at + file->bytes,
		.cmdline   = put_line(p, file->name, arguments, argument_bytes),
	};
	return NULL;
}

/*
 * The first two records: sigma0 and the root task, by whose flags users find their command line. The
 * root task's arguments are its line in the archive and the rest of the kernel's command line.
 */
static void describe_programs(const struct memory_map *m, struct info_page *p)
{
	char arguments[2 * sizeof(m->info->command_line)];
	size_t bytes;
	const char *line = arguments_of(m, "sigma0", &bytes);

	p->mods[p->info->mods_count++] = (l4util_l4mod_mod){
		.flags   = L4MOD_FLAG_SIGMA0,
		.cmdline = put_line(p, "sigma0", line, bytes),
	};
	line = arguments_of(m, "root", &bytes);
	kernel_snprintf(arguments, sizeof(arguments), "%.*s", (int)bytes, line);
	add_root_arguments(m->info->command_line, arguments, sizeof(arguments));
	p->mods[p->info->mods_count++] = (l4util_l4mod_mod){
		.flags   = L4MOD_FLAG_ROOTTASK,
		.cmdline = put_line(p, "root", arguments, strlen(arguments)),
	};
	p->info->cmdline = p->mods[p->info->mods_count - 1].cmdline;
}

static bool is_module(const struct archive_file *file)
{
	return strcmp(file->name, "sigma0") != 0 && strcmp(file->name, "root") != 0 &&
	       strcmp(file->name, "cmdline") != 0 && strcmp(file->name, "symbols") != 0;
}

static const char *copy_modules(struct memory_map *m)
{
	paddr_t at = memory_find_low(m, INFO_BYTES, L4_PAGESHIFT);
	struct archive a;
	struct archive_file file;

	if (at == MEMORY_NONE)
		return complain("module information", "there is no room for it in memory");
	memory_reserve(m, at, at + INFO_BYTES, l4_mem_type_bootloader, L4_FPAGE_RWX);

	char *page         = phys_to_virt(at);
	struct info_page p = {
		.info    = (l4util_l4mod_info *)page,
		.mods    = (l4util_l4mod_mod *)(page + sizeof(l4util_l4mod_info)),
		.strings = page + INFO_STRINGS,
		.end     = page + INFO_BYTES,
		.offset  = at - (uintptr_t)page,
	};

	memset(page, 0, INFO_BYTES);
	p.info->mods_addr = at + sizeof(l4util_l4mod_info);
	describe_programs(m, &p);
	archive_open(&a, phys_to_virt(m->info->archive.start),
		     (size_t)(m->info->archive.end - m->info->archive.start));
	while (archive_next(&a, &file)) {
		const char *wrong = is_module(&file) ? copy_module(m, &p, &file) : NULL;

		if (wrong)
			return wrong;
	}
	kip()->user_ptr = at;
	return NULL;
}

const char *modules_load(struct memory_map *m)
{
	const char *wrong = check_archive(m);

	if (!wrong)
		wrong = load_program(m, "sigma0", l4_mem_type_dedicated, &kip()->sigma0_ip);
	if (!wrong)
		wrong = load_program(m, "root", l4_mem_type_bootloader, &kip()->root_ip);
	if (!wrong)
		wrong = copy_modules(m);
	if (!wrong)
		keep_symbols(m);
	if (m->info->archive.end > m->info->archive.start)
		memory_release(m, align_down(m->info->archive.start, L4_PAGESHIFT));
	return wrong;
}
