/*
 * Starting the other CPUs.
 *
 *      boot CPU                              another CPU
 *      cpu_add(): data, idle thread          waits since reset, or since INIT
 *      start-up message with a page number   cpu_trampoline  (boot.S, 16 bits, a copy below 1 MiB)
 *      waits                                 cpu_entry32, enter_long_mode, cpu_entry64
 *        .                                   cpu_boot()      (here), on its idle thread's stack
 *      goes on                               kernel_cpu_main()
 *
 * One after the other, because they all find their stack in the same variable. The page stays the
 * kernel's: firmware's memory map counts it as RAM, so it is taken out before user level hears of it.
 *
 * Source: Intel SDM volume 3, 9.4.4 "MP Initialization Example".
 */
#include "arch/x86/amd64/descriptors.h"
#include "arch/x86/amd64/paging.h"
#include "arch/x86/common/acpi.h"
#include "arch/x86/common/clock.h"
#include "arch/x86/common/local_apic.h"
#include "kernel/abi/l4_kip.h"
#include "kernel/boot/memory.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/sched/cpu.h"

enum {
	LOW_MEMORY_END  = 0xa0000,
	INIT_US         = 10000, /* from INIT to the start-up message */
	STARTUP_US      = 200,   /* until it is sent once more */
	PAGE_IS_MISSING = 0,
};

/* For boot.S: what the CPU that is being started continues with. */
uint64_t cpu_start_root, cpu_start_stack;

extern const char cpu_trampoline[], cpu_trampoline_end[];

/* Called by boot.S, on the idle thread's stack. */
_Noreturn void cpu_boot(void);

static paddr_t trampoline_page;
static volatile bool arrived;

_Noreturn void cpu_boot(void)
{
	arrived = true;
	descriptors_init(cpu_current());
	cpu_features_init();
	local_apic_init_cpu();
	kernel_cpu_main();
}

/* The highest free page that a CPU can start at. */
static paddr_t take_low_page(void)
{
	for (paddr_t at = LOW_MEMORY_END - FRAME_SIZE; at > 0; at -= FRAME_SIZE) {
		if (!memory_is_free(&boot_memory, at, at + FRAME_SIZE))
			continue;
		memory_reserve(&boot_memory, at, at + FRAME_SIZE, l4_mem_type_reserved, 0);
		return at;
	}
	return PAGE_IS_MISSING;
}

/* The second message is for CPUs that miss the first; one that runs ignores it. */
static bool start(struct cpu *c, word_t apic_id)
{
	if (!descriptors_prepare(c))
		return false;
	arrived         = false;
	cpu_start_root  = virt_to_phys(kernel_root);
	cpu_start_stack = (word_t)c->idle;
	c->arch.apic_id = (uint32_t)apic_id;
	for (unsigned i = 0; i < 2 && !arrived; i++) {
		local_apic_send_startup((uint32_t)apic_id, trampoline_page);
		clock_wait(STARTUP_US);
	}
	return true;
}

void arch_cpus_start(void)
{
	uint32_t self = cpu_current()->arch.apic_id;

	if (acpi.cpu_count < 2)
		return;
	trampoline_page = take_low_page();
	if (trampoline_page == PAGE_IS_MISSING) {
		printk("No free page below 1 MiB: the other CPUs cannot be started.\n");
		return;
	}
	memcpy(phys_to_virt(trampoline_page), cpu_trampoline,
	       (vaddr_t)cpu_trampoline_end - (vaddr_t)cpu_trampoline);
	for (unsigned i = 0; i < acpi.cpu_count; i++)
		if (acpi.cpus[i] != self)
			local_apic_send_init(acpi.cpus[i]);
	clock_wait(INIT_US);
	for (unsigned i = 0; i < acpi.cpu_count; i++) {
		if (acpi.cpus[i] == self || cpu_add(start, acpi.cpus[i]))
			continue;
		local_apic_send_init(
			acpi.cpus[i]); /* should it come late, it must not come at all */
		printk("The CPU with APIC ID %u does not start.\n", acpi.cpus[i]);
	}
}
