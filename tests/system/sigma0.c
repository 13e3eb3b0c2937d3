/*
 * The end of sigma0: boot archives whose sigma0 does what it must not (tests/stranger/falls-*.c).
 */
#include <stdio.h>
#include <string.h>

#include "tests/system/story.h"

static struct machine *boot_with(const char *archive)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", story_build, archive);
	struct machine *m = machine_boot(&(struct boot){.archive = path, .passive = true});

	machine_expect(m, "sigma0: about to fall", 30);
	return m;
}

/* Its clients wait for nobody from then on, but the kernel goes on, and can be asked. */
static void a_sigma0_that_touches_the_kernel_is_ended_and_the_kernel_goes_on(void)
{
	struct machine *m = boot_with("falls-fault.cpio");

	machine_expect(m, "\"sigma0\" touched ", 20);
	machine_expect(m, "which not even sigma0 may see", 20);
	machine_expect(m, "ended.", 20);
	machine_type(m, "\x1b");
	machine_expect(m, "Phial debugger", 20);
	machine_expect(m, "\njdb: ", 20);
	check(!strstr(machine_all_text(m), "Kernel panic"), "the kernel panicked:\n%s",
	      machine_all_text(m));
	check(!strstr(machine_all_text(m), "did not fall"), "sigma0 wrote to the kernel's memory");
}

/* Nobody could handle it: the one who is asked for everything is gone. */
static void an_exception_of_sigma0_is_a_panic(void)
{
	struct machine *m = boot_with("falls-exception.cpio");

	machine_expect(m, "sigma0 raised an exception at ip 0x", 20);
}

const struct story sigma0_stories[] = {
	{"a_sigma0_that_touches_the_kernel_is_ended_and_the_kernel_goes_on",
	 a_sigma0_that_touches_the_kernel_is_ended_and_the_kernel_goes_on, NULL},
	{"an_exception_of_sigma0_is_a_panic", an_exception_of_sigma0_is_a_panic, NULL},
	{NULL, NULL, NULL},
};
