/*
 * Boot stories: from every loader to the end of the tour.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/system/story.h"

static void kernel_says_who_it_is_and_starts_its_programs(void)
{
	struct machine *m = machine_boot(&(struct boot){.append = "tour=off", .passive = true});

	machine_expect(m, "Phial, a microkernel in a glass", 30);
	machine_expect(m, "MiB of RAM", 10);
	machine_expect(m, "Hello from the root task", 30);
}

static void tour_is_completed_with_every_stop_good(void)
{
	struct machine *m =
		machine_boot(&(struct boot){.append = "tour=once pace=fast", .no_reboot = true});

	machine_expect(m, "[1/5]", 60);
	machine_expect(m, "tour complete: 5 of 5 stops", 240);
	check(!strstr(machine_all_text(m), "FAILED"), "a stop says FAILED");
	machine_expect(m, "exit state: success", 10);
	machine_expect_end(m, 20);
}

static void misbehaving_programs_are_named_and_the_system_goes_on(void)
{
	struct machine *m =
		machine_boot(&(struct boot){.append = "tour=bad pace=fast", .no_reboot = true});
	const char *line;
	unsigned good = 0, all = 0;

	machine_expect(m, "robustness: ", 240);
	machine_expect(m, "\n", 10);
	line = strstr(machine_all_text(m), "robustness: ");
	check(sscanf(line, "robustness: %u of %u", &good, &all) == 2, "no counts: %.80s", line);
	check(all > 5 && good == all, "%u of %u misbehaving programs ended as expected", good, all);
	check(strstr(line, "the system goes on"), "the system does not go on: %.120s", line);
	check(!strstr(machine_all_text(m), "Kernel panic"), "the kernel panicked");
	machine_expect_end(m, 20);
}

static void old_pc_boots_as_well(void)
{
	struct machine *m = machine_boot(&(struct boot){
		.append = "tour=once pace=fast", .machine = "pc", .no_reboot = true});

	machine_expect(m, "tour complete: 5 of 5 stops", 240);
}

/* GRUB reads the kernel as multiboot2, the archive as its module, and the command line. */
static void grub_boots_the_iso(void)
{
	const char *tree = story_path("iso"), *iso = story_path("phial.iso");

	story_shell("rm -rf %s && mkdir -p %s/boot/grub && cp %s/kernel.elf %s/boot.cpio %s/boot/",
		    tree, tree, story_build, story_build, tree);
	story_shell("printf 'set timeout=0\\nserial --unit=0\\nmenuentry phial {\\n"
		    "multiboot2 /boot/kernel.elf tour=once pace=fast\\n"
		    "module2 /boot/boot.cpio\\nboot\\n}\\n' > %s/boot/grub/grub.cfg",
		    tree);
	story_shell("timeout 120 grub-mkrescue -o %s %s", iso, tree);
	struct machine *m = machine_boot(&(struct boot){.iso = iso, .no_reboot = true});

	machine_expect(m, "booted by multiboot2", 90);
	machine_expect(m, "tour complete: 5 of 5 stops", 240);
}

/* What is in the boot archive, unpacked. */
static const char *unpacked(void)
{
	const char *tree = story_path("modules");

	story_shell("rm -rf %s && mkdir -p %s && (cd %s && cpio --quiet -id) < %s/boot.cpio", tree,
		    tree, tree, story_build);
	return tree;
}

/* For a loader on ARM, one more archive: kernel, sigma0 and root task first. */
static const char *module_archive(void)
{
	const char *tree = unpacked(), *archive = story_path("modules.cpio");

	story_shell(
		"cp %s/kernel.elf %s/kernel && (cd %s && { echo kernel; echo sigma0; echo root; "
		"ls | grep -vxE 'kernel|sigma0|root|cmdline'; } | cpio --quiet -o -H newc) > %s",
		story_build, tree, tree, archive);
	return archive;
}

/* The same on a PC, as QEMU's list of modules: files separated by commas. */
static const char *module_list(void)
{
	static char list[4096];
	const char *tree = unpacked(), *file = story_path("modules.list");
	FILE *f;
	size_t n;

	story_shell("{ echo %s/kernel.elf; echo %s/sigma0; echo %s/root; "
		    "ls %s/* | grep -vE '/(sigma0|root)$'; } | paste -sd, > %s",
		    story_build, tree, tree, tree, file);
	f = fopen(file, "r");
	if (!f || !fgets(list, sizeof(list), f))
		infrastructure("cannot read %s", file);
	fclose(f);
	n = strcspn(list, "\n");
	check(n < sizeof(list) - 1, "too many modules");
	list[n] = 0;
	return list;
}

/* Started by loader/, which does what the loader of the original system does with its kernel. */
static struct machine *boot_by_loader(const char *line, bool passive)
{
	struct machine *m = machine_boot(&(struct boot){
		.loader    = "loader.elf",
		.archive   = strcmp(story_arch, "arm") == 0 ? module_archive() : module_list(),
		.append    = line,
		.megabytes = 512,
		.no_reboot = true,
		.passive   = passive,
	});

	machine_expect(m, "loader: calling the kernel", 30);
	return m;
}

static void loader_of_the_original_finds_all_it_needs_and_boots(void)
{
	struct machine *m = boot_by_loader("tour=once pace=fast", false);

	machine_expect(m, "booted by bootstrap", 30);
	machine_expect(m, "tour complete: 5 of 5 stops", 240);
	machine_expect_end(m, 20);
}

/* Nor do programs that know nothing of ours see a difference. */
static void strangers_are_at_home_behind_the_loader_of_the_original(void)
{
	const char *build = story_build;
	char modules[512];

	check((size_t)snprintf(modules, sizeof(modules),
			       "%s/kernel.elf,%s/user/packed/stranger-sigma0,"
			       "%s/user/packed/stranger-root,%s/user/packed/ping",
			       build, build, build, build) < sizeof(modules),
	      "the build directory has a long name");
	struct machine *m = machine_boot(&(struct boot){.loader    = "loader.elf",
							.archive   = modules,
							.append    = "root --debug=all one two",
							.megabytes = 512,
							.passive   = true,
							.no_reboot = true});

	machine_expect(m, "booted by bootstrap", 30);
	machine_expect(m, "stranger: ", 60);
	machine_expect(m, " failed\n", 10);
	check(strstr(machine_all_text(m), " passed, 0 failed") != NULL, "a step failed");
}

static void options_from_the_loader_of_the_original_are_obeyed(void)
{
	struct machine *m = boot_by_loader("-wait tour=off", false);

	machine_expect(m, "boot option -wait", 30);
	machine_end(m);
	m = boot_by_loader("-noserial tour=off", true);
	check(!machine_says(m, "Phial", 5), "the kernel uses the serial line");
}

static void options_that_mean_nothing_here_and_a_long_memory_map_do_no_harm(void)
{
	struct machine *m = boot_by_loader("-odd tour=once pace=fast", false);

	machine_expect(m, "booted by bootstrap", 30);
	machine_expect(m, "tour complete: 5 of 5 stops", 240);
	machine_expect_end(m, 20);
}

static void little_and_much_memory_boot(void)
{
	static const unsigned sizes[] = {64, 1024};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct machine *m = machine_boot(&(struct boot){
			.append = "tour=once pace=fast", .megabytes = sizes[i], .passive = true});

		machine_expect(m, "tour complete: 5 of 5 stops", 240);
		machine_end(m);
	}
}

const struct story boot_stories[] = {
	{"kernel_says_who_it_is_and_starts_its_programs",
	 kernel_says_who_it_is_and_starts_its_programs, NULL},
	{"tour_is_completed_with_every_stop_good", tour_is_completed_with_every_stop_good, NULL},
	{"misbehaving_programs_are_named_and_the_system_goes_on",
	 misbehaving_programs_are_named_and_the_system_goes_on, NULL},
	{"old_pc_boots_as_well", old_pc_boots_as_well, "amd64"},
	{"grub_boots_the_iso", grub_boots_the_iso, "amd64"},
	{"loader_of_the_original_finds_all_it_needs_and_boots",
	 loader_of_the_original_finds_all_it_needs_and_boots, NULL},
	{"strangers_are_at_home_behind_the_loader_of_the_original",
	 strangers_are_at_home_behind_the_loader_of_the_original, "amd64"},
	{"options_from_the_loader_of_the_original_are_obeyed",
	 options_from_the_loader_of_the_original_are_obeyed, NULL},
	{"options_that_mean_nothing_here_and_a_long_memory_map_do_no_harm",
	 options_that_mean_nothing_here_and_a_long_memory_map_do_no_harm, NULL},
	{"little_and_much_memory_boot", little_and_much_memory_boot, NULL},
	{NULL, NULL, NULL},
};
