/*
 * From the first C code at linked addresses to kernel_main().
 *
 * Order matters: the device tree says where RAM and the serial line are, so it is read first,
 * through the two blocks that boot_tables.c mapped for it. Only then can anything be printed.
 */
#include "arch/arm/v7/start.h"
#include "arch/arm/board/board.h"
#include "arch/arm/v7/debug.h"
#include "arch/arm/v7/fpu.h"
#include "arch/arm/v7/kip.h"
#include "arch/arm/v7/memory.h"
#include "arch/arm/v7/pmu.h"
#include "arch/arm/v7/space.h"
#include "kernel/lib/panic.h"
#include "kernel/sched/cpu.h"
#include <arch/sysreg.h>

union static_stack boot_stack;
static union static_stack emergency_stack; /* the boot CPU's */

void cpu_set_emergency_stack(struct cpu *cpu, union static_stack *stack)
{
	stack->thread.cpu         = cpu;
	cpu->arch.emergency_stack = &stack->thread;
}

void cpu_init(struct cpu *cpu)
{
	TPIDRPRW_write((word_t)&cpu->arch.fault_frame);
	fpu_init_cpu();
	pmu_init_cpu();
	debug_init_cpu();
	space_none();
}

_Noreturn void start(word_t image, word_t device_tree)
{
	vaddr_t tree_at = DEVICE_TREE_BASE + (device_tree & ((1UL << LPAE_BLOCK_ORDER) - 1));
	const struct boot_range *ram;
	unsigned ram_count;

	boot_stack.thread.cpu = &cpus[0];
	image_start           = image;
	cpu_set_emergency_stack(&cpus[0], &emergency_stack);
	cpu_init(&cpus[0]);
	kip_find_features();
	board_read((const void *)tree_at, device_tree, 1UL << LPAE_BLOCK_ORDER);
	ram = board_ram(&ram_count);
	if (ram_count == 0)
		panic("no usable device tree at 0x%lx: it tells no RAM", device_tree);
	memory_map_direct(ram, ram_count);
	memory_map_fixed();
	kernel_main();
}
