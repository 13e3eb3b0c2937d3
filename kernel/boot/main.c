/*
 * From the boot stack to the first user instruction.
 *
 * The port has mapped the kernel and calls kernel_main() on its boot stack. What follows is a
 * straight line: learn what memory there is, make the kernel pool, then go on as the idle thread of
 * the boot CPU, which sets up everything that needs a thread, starts user level, and from then on
 * does what idle threads do.
 */
#include "kernel/arch.h"
#include "kernel/boot/kip.h"
#include "kernel/boot/memory.h"
#include "kernel/boot/modules.h"
#include "kernel/boot/workload.h"
#include "kernel/hooks.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/object/initial.h"
#include "kernel/sched/cpu.h"
#include "kernel/space/mapdb.h"
#include <arch_abi.h>

static struct boot_info info;

static void say_memory(void)
{
	uint64_t ram = 0;

	for (unsigned i = 0; i < info.ram_count; i++)
		ram += info.ram[i].end - info.ram[i].start;
	printk("Memory: %u MiB of RAM, %u MiB of it for the kernel.\n", (unsigned)(ram >> 20),
	       (unsigned)(frame_pool_bytes() >> 20));
}

/* True when the kernel's command line has the word @p option. */
static bool has_option(const char *option)
{
	size_t n = strlen(option);

	for (const char *at = info.command_line; (at = strstr(at, option)); at += n)
		if ((at == info.command_line || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
			return true;
	return false;
}

/* The rest of the boot, in the idle thread of the boot CPU. Runs with interrupts off. */
static void boot_in_thread(struct thread *idle)
{
	const char *wrong;

	(void)idle;
	arch_init();
	arch_cpus_start();
	if (cpu_count > 1)
		printk("%u CPUs are running.\n", cpu_count);
	debugger_init();
	initial_objects_create();
	kip_init(&info);
	/* A loader that knows us has loaded the programs and said so in the kernel info page. */
	wrong = kip()->sigma0_ip ? NULL : modules_load(&boot_memory);
	if (wrong)
		printk("\nError in the boot archive: %s.\nNo user program is started.\n", wrong);
	kip_describe_memory(&boot_memory);
	if (has_option("-wait"))
		debugger_enter("boot option -wait", NULL);
	if (!wrong)
		workload_start();
	cpu_idle_loop();
}

void kernel_main(void)
{
	arch_boot_info(&info);
	printk("\nPhial, a microkernel in a glass: %s, booted by %s\n", L4_ARCH_NAME, info.loader);
	memory_map_init(&boot_memory, &info);
	memory_make_pool(&boot_memory);
	say_memory();
	mapdb_init();
	cpu_start(&cpus[0], boot_in_thread);
}
