/*
 * Starting the other CPUs.
 *
 *      boot CPU                              another CPU
 *      cpu_add(): data, idle thread          off, or in a holding pen
 *      PSCI CPU_ON, or an address in the pen cpu_entry   (start.S, MMU off)
 *      waits                                 cpu_boot()  (here), on its idle thread's stack
 *      goes on                               kernel_cpu_main()
 *
 * One after the other, because they all find their stack in the same variable. The device tree names the
 * CPUs by the affinity fields of MPIDR, and how each is started. In a holding pen (spin table) a CPU
 * watches a word of memory or a register until it reads an address there; it may sleep meanwhile, until
 * an event or an interrupt.
 */
#include "arch/arm/board/board.h"
#include "arch/arm/common/clock.h"
#include "arch/arm/common/gic.h"
#include "arch/arm/common/power.h"
#include "arch/arm/v7/memory.h"
#include "arch/arm/v7/start.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/frame.h"
#include "kernel/sched/cpu.h"
#include <arch/sysreg.h>

enum {
	MPIDR_AFFINITY = 0xffffff,
};

vaddr_t cpu_start_stack; /* for start.S */

void cpu_boot(void)
{
	cpu_init(cpu_current());
	gic_init_cpu();
	clock_init_cpu();
	kernel_cpu_main();
}

static bool prepare(struct cpu *c)
{
	void *frames = frame_alloc(KERNEL_STACK_ORDER, FRAME_KERNEL, NULL);

	union static_stack *emergency = frames ? arch_stack_map(frames, KERNEL_STACK_ORDER) : NULL;

	if (!emergency)
		return false;
	cpu_set_emergency_stack(c, emergency);
	return true;
}

/* Leave the address in the pen; whoever waits there reads it past our cache. */
static void release(paddr_t pen, paddr_t entry)
{
	bool ram              = memory_is_direct(pen, sizeof(uint32_t));
	volatile uint32_t *at = ram ? phys_to_virt(pen) : arch_map_device(pen, sizeof(uint32_t));

	*at = (uint32_t)entry;
	if (ram)
		DCCMVAC_write((vaddr_t)at);
	dsb_system();
	__asm__ volatile("sev" ::: "memory");
	gic_wake_all();
}

static bool start_cpu(struct cpu *c, word_t index)
{
	const struct board_cpu *b = board_cpu((unsigned)index);
	paddr_t entry             = virt_to_phys(cpu_entry);

	if (!prepare(c))
		return false;
	cpu_start_stack = (vaddr_t)c->idle;
	dsb_system();
	if (b->method == BOARD_CPU_PSCI)
		return psci_cpu_on(b->mpidr, entry);
	release(b->pen, entry);
	return true;
}

void arch_cpus_start(void)
{
	const word_t self = MPIDR_read() & MPIDR_AFFINITY;
	const struct board_cpu *b;

	for (unsigned i = 0; (b = board_cpu(i)); i++) {
		if (b->mpidr == self)
			continue;
		if (b->method == BOARD_CPU_UNKNOWN)
			printk("The device tree does not tell how to start CPU %x.\n",
			       (unsigned)b->mpidr);
		else if (!cpu_add(start_cpu, i))
			printk("CPU %x does not start.\n", (unsigned)b->mpidr);
	}
}
