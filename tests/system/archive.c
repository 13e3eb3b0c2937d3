/*
 * Damaged and missing boot archives: the kernel says what is wrong and by name, and stands.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/system/story.h"

/* The build's archive in memory. */
static char *load(size_t *bytes)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/boot.cpio", story_build);
	FILE *f = fopen(path, "rb");

	if (!f)
		infrastructure("%s is missing", path);
	fseek(f, 0, SEEK_END);
	*bytes = (size_t)ftell(f);
	rewind(f);
	char *data = malloc(*bytes + 1);

	if (!data || fread(data, *bytes, 1, f) != 1)
		infrastructure("%s cannot be read", path);
	fclose(f);
	return data;
}

static const char *store(const char *data, size_t bytes)
{
	const char *path = story_path("bad.cpio");
	FILE *f          = fopen(path, "wb");

	if (!f || fwrite(data, 1, bytes, f) != bytes || fclose(f) != 0)
		infrastructure("%s cannot be written", path);
	return path;
}

/* The data of the file @p name in the archive. */
static char *file_in(char *archive, size_t bytes, const char *name)
{
	size_t at = 0;

	while (at + 110 < bytes) {
		char number[9]    = {0};
		size_t name_bytes = strtoul(memcpy(number, archive + at + 94, 8), NULL, 16);
		size_t file_bytes = strtoul(memcpy(number, archive + at + 54, 8), NULL, 16);
		size_t data       = (at + 110 + name_bytes + 3) & ~(size_t)3;

		if (strcmp(archive + at + 110, name) == 0)
			return archive + data;
		at = (data + file_bytes + 3) & ~(size_t)3;
	}
	infrastructure("the archive has no file %s", name);
}

/* Boot with it, and see that the kernel says @p word and does not fall over. */
static void expect_complaint(const char *archive, const char *word)
{
	struct machine *m = machine_boot(&(struct boot){
		.append = "tour=once pace=fast", .archive = archive, .passive = true});

	machine_expect(m, "Phial, a microkernel in a glass", 30);
	machine_expect(m, word, 30);
	machine_run(m, 1);
	check(!strstr(machine_all_text(m), "panic"), "the kernel panicked:\n%s",
	      machine_all_text(m));
	check(!strstr(machine_all_text(m), "tour complete"), "a tour from a broken archive?");
	machine_end(m);
}

static void missing_archive_is_said(void)
{
	expect_complaint("", "No user program is started");
}

static void archive_of_noise_is_said(void)
{
	char noise[4096];

	srand(11);
	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = (char)rand();
	expect_complaint(store(noise, sizeof(noise)), "Error in the boot archive");
}

static void cut_archive_is_said(void)
{
	size_t bytes;
	char *data = load(&bytes);

	expect_complaint(store(data, bytes / 2), "Error in the boot archive");
	expect_complaint(store(data, 60), "Error in the boot archive");
	free(data);
}

static void archive_with_lengths_that_lie_is_said(void)
{
	size_t bytes;
	char *data = load(&bytes);

	memcpy(data + 54, "fffffff0", 8); /* size of the first file */
	expect_complaint(store(data, bytes), "Error in the boot archive");
	memcpy(data + 54, "xyzzy!!!", 8);
	expect_complaint(store(data, bytes), "Error in the boot archive");
	free(data);
}

static void boot_program_that_is_no_elf_is_named(void)
{
	size_t bytes;
	char *data = load(&bytes);

	memcpy(file_in(data, bytes, "root"), "MZ\x90", 4);
	expect_complaint(store(data, bytes), "root");
	free(data);
	data = load(&bytes);
	memset(file_in(data, bytes, "sigma0") + 24, 0xff, 40); /* entry, table offsets */
	expect_complaint(store(data, bytes), "sigma0");
	free(data);
}

const struct story archive_stories[] = {
	{"missing_archive_is_said", missing_archive_is_said, NULL},
	{"archive_of_noise_is_said", archive_of_noise_is_said, NULL},
	{"cut_archive_is_said", cut_archive_is_said, NULL},
	{"archive_with_lengths_that_lie_is_said", archive_with_lengths_that_lie_is_said, NULL},
	{"boot_program_that_is_no_elf_is_named", boot_program_that_is_no_elf_is_named, NULL},
	{NULL, NULL, NULL},
};
