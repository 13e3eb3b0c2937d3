/*
 * The root task's ELF loader: a good file is loaded as it says, a damaged one is refused, and
 * whatever bytes the file holds, nothing outside of it is read (the sanitizer watches).
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "l4re/root/loader.h"
#include "l4re/root/modules.h"

enum {
	FILE_SIZE  = 600,
	ENTRY      = 0x1000010,
	TEXT_BASE  = 0x1000000,
	DATA_BASE  = 0x1002800, /* not at the start of its page */
	SEGMENT_AT = 64,
	TEXT_AT    = 200,
	TEXT_BYTES = 300,
	DATA_AT    = 500,
	DATA_BYTES = 100,
	DATA_SPACE = 5000,
	LOADS_MAX  = 16,
};

struct elf_segment L4_ELF_SEGMENT;

static unsigned char *file; /* exactly as large as the module, so that one byte more is an error */
static size_t file_bytes;

/* What the loader asked for. */
static struct load {
	char *memory;
	l4_umword_t bytes;
	l4_addr_t at;
	unsigned rights;
} loads[LOADS_MAX];
static unsigned load_count;

int quiet_printf(const char *format, ...)
{
	(void)format;
	return 0;
}

bool module_find(const char *name, struct module *m)
{
	if (strcmp(name, "missing") == 0)
		return false;
	*m = (struct module){(const char *)file, file_bytes};
	return true;
}

void *program_add_memory(struct program *p, l4_umword_t bytes, l4_addr_t at, unsigned char rights)
{
	struct load *l = &loads[load_count++];

	(void)p;
	cr_assert_leq(load_count, LOADS_MAX);
	if (bytes > 1 << 20)
		return NULL;
	*l = (struct load){calloc(1, bytes), bytes, at, rights};
	return l->memory;
}

static void put(size_t at, const void *from, size_t n)
{
	memcpy(file + at, from, n);
}

static void set_segment(unsigned i, struct elf_segment s)
{
	put(SEGMENT_AT + i * sizeof(s), &s, sizeof(s));
}

/* A program with a text and a data segment. */
static void make_file(void)
{
	static const unsigned char ident[16] = {0x7f, 'E', 'L', 'F', 2, 1, 1};
	const uint16_t type = 2, machine = L4_ELF_MACHINE, segments = 2;
	const uint16_t header_bytes = 64, segment_bytes = sizeof(struct elf_segment);
	const l4_umword_t entry = ENTRY, segments_at = SEGMENT_AT;

	free(file);
	file       = malloc(FILE_SIZE);
	file_bytes = FILE_SIZE;
	for (unsigned i = 0; i < FILE_SIZE; i++)
		file[i] = (unsigned char)i;
	memset(file, 0, TEXT_AT);
	put(0, ident, sizeof(ident));
	put(16, &type, 2);
	put(18, &machine, 2);
	put(24, &entry, 8);
	put(32, &segments_at, 8);
	put(52, &header_bytes, 2);
	put(54, &segment_bytes, 2);
	put(56, &segments, 2);
	set_segment(0, (struct elf_segment){.type         = 1,
					    .flags        = 5,
					    .offset       = TEXT_AT,
					    .va           = TEXT_BASE,
					    .file_bytes   = TEXT_BYTES,
					    .memory_bytes = TEXT_BYTES});
	set_segment(1, (struct elf_segment){.type         = 1,
					    .flags        = 6,
					    .offset       = DATA_AT,
					    .va           = DATA_BASE,
					    .file_bytes   = DATA_BYTES,
					    .memory_bytes = DATA_SPACE});
}

static bool load(void)
{
	struct program p = {.name = "test"};
	bool ok;

	for (unsigned i = 0; i < load_count; i++)
		free(loads[i].memory);
	memset(loads, 0, sizeof(loads));
	load_count = 0;
	ok         = loader_load(&p, "file");
	cr_assert(!ok || p.entry != 0);
	return ok;
}

TestSuite(loader, .init = make_file);

Test(loader, a_good_file_is_loaded_with_the_rights_it_asks_for)
{
	cr_assert(load());
	cr_assert_eq(load_count, 2);
	cr_assert_eq(loads[0].at, TEXT_BASE);
	cr_assert_eq(loads[0].rights, L4_FPAGE_RX);
	cr_assert_arr_eq(loads[0].memory, file + TEXT_AT, TEXT_BYTES);
	cr_assert_eq(loads[1].at, l4_trunc_page(DATA_BASE));
	cr_assert_eq(loads[1].rights, L4_FPAGE_RW);
	cr_assert_eq(loads[1].bytes, DATA_SPACE + 0x800);
	cr_assert_arr_eq(loads[1].memory + 0x800, file + DATA_AT, DATA_BYTES);
	cr_assert_eq(loads[1].memory[0x800 + DATA_BYTES], 0, "the rest of a segment is zero");
}

Test(loader, a_file_that_is_missing_is_refused)
{
	struct program p = {.name = "test"};

	cr_assert_not(loader_load(&p, "missing"));
}

Test(loader, every_shorter_file_is_refused)
{
	for (size_t n = 0; n < FILE_SIZE; n++) {
		unsigned char *part = malloc(n ? n : 1), *whole = file;

		memcpy(part, whole, n);
		file       = part;
		file_bytes = n;
		cr_assert_not(load(), "%zu bytes", n);
		file = whole;
		free(part);
	}
}

Test(loader, segments_outside_of_a_programs_addresses_are_refused)
{
	static const l4_addr_t bases[] = {
		0, 0x1000, PROGRAM_IMAGE_MAX, PROGRAM_IMAGE_MAX - 100, L4_USER_MAX + 1, ~0UL - 50};

	for (unsigned i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
		set_segment(0, (struct elf_segment){.type         = 1,
						    .flags        = 5,
						    .offset       = TEXT_AT,
						    .va           = bases[i],
						    .file_bytes   = TEXT_BYTES,
						    .memory_bytes = TEXT_BYTES});
		cr_assert_not(load(), "segment at 0x%lx", bases[i]);
	}
}

Test(loader, segments_that_share_a_page_are_refused)
{
	set_segment(1, (struct elf_segment){.type         = 1,
					    .flags        = 6,
					    .offset       = DATA_AT,
					    .va           = TEXT_BASE + 0x800,
					    .file_bytes   = DATA_BYTES,
					    .memory_bytes = DATA_SPACE});
	cr_assert_not(load());
}

Test(loader, random_damage_never_reads_outside_of_the_file)
{
	srand(2);
	for (unsigned round = 0; round < 20000; round++) {
		make_file();
		for (unsigned n = 1 + (unsigned)rand() % 4; n > 0; n--)
			file[(unsigned)rand() % TEXT_AT] = (unsigned char)rand();
		load();
	}
}
