/*
 * What is on this board: everything that is not part of the CPU is looked up in the device tree.
 *
 *      /memory            RAM                          /chosen    console, command line, archive
 *      CPUs, GIC, generic timer, PL011, PSCI           /reserved-memory   hands off
 *
 * One scan over all nodes fills struct board; arch_boot_info() and arch_init() use it later. What is
 * not there is noticed where it is needed, with a message: from the serial line on, which is
 * therefore brought up first.
 */
#include "arch/arm/board/board.h"
#include "arch/arm/common/clock.h"
#include "arch/arm/common/fdt.h"
#include "arch/arm/common/gic.h"
#include "arch/arm/common/pl011.h"
#include "arch/arm/common/power.h"
#include "arch/arm/v7/memory.h"
#include "arch/arm/v7/start.h"
#include "kernel/boot/bootstrap.h"
#include "kernel/abi/l4_kip.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include <arch_abi.h>

enum {
	RAM_ORDER        = LPAE_BLOCK_ORDER, /* the direct map's blocks */
	INTERRUPT_CELLS  = 3,                /* of the GIC: kind, number, flags */
	SHARED_INTERRUPT = 0,                /* kind: pins from 32 on */
	FIRST_SHARED     = 32,
	FIRST_PRIVATE    = 16,
	BOARD_CPUS_MAX   = 8, /* what a GICv2 can serve */
	VIRTUAL_TIMER    = 2, /* which of the timer's interrupts */
};

static struct {
	bool found; /* there was a readable tree */
	struct fdt tree;
	paddr_t tree_pa;
	char name[16];
	struct boot_info memory; /* RAM and areas, no more of it */
	paddr_t distributor, cpu_interface;
	paddr_t uart;
	unsigned uart_pin, timer_pin;
	uint32_t timer_hz;
	enum psci_conduit psci;
	struct board_cpu cpus[BOARD_CPUS_MAX];
	unsigned cpu_count;
} board;

/* Memory that belongs to somebody. */
static void add_reserved(uint64_t start, uint64_t bytes)
{
	boot_info_add_area(&board.memory,
			   (struct boot_area){start, start + bytes, l4_mem_type_archspecific, 0});
}

/* ---- The scan ------------------------------------------------------------------------------- */

/* Pin of interrupt number @p index of the node, 0 when it has none. */
static unsigned interrupt_pin(const struct fdt_walk *w, unsigned index)
{
	struct fdt_property p;
	unsigned cell = index * INTERRUPT_CELLS;

	if (!fdt_property(w, "interrupts", &p) || (cell + INTERRUPT_CELLS) * 4 > p.bytes)
		return 0;
	return fdt_cell(&p, cell + 1) +
	       (fdt_cell(&p, cell) == SHARED_INTERRUPT ? FIRST_SHARED : FIRST_PRIVATE);
}

/* RAM that the first two tasks cannot see 1:1, below their UTCBs, is of no use to them, nor to the
   kernel: it is left out. */
static void see_memory(const struct fdt_walk *w)
{
	const char *type = fdt_string(w, "device_type");
	uint64_t start, bytes;

	if (!type || strcmp(type, "memory") != 0)
		return;
	for (unsigned i = 0; fdt_reg(w, i, &start, &bytes); i++) {
		uint64_t first = align_up(start, RAM_ORDER);
		uint64_t end   = min_of(start + bytes, (uint64_t)L4_BOOT_UTCB_AREA);

		boot_info_add_ram(&board.memory, first, align_down(end, RAM_ORDER));
	}
}

static void see_reserved_memory(const struct fdt_walk *w)
{
	uint64_t start, bytes;

	if (w->depth != 3 || strcmp(w->name[1], "reserved-memory") != 0)
		return;
	for (unsigned i = 0; fdt_reg(w, i, &start, &bytes); i++)
		add_reserved(start, bytes);
}

static void see_gic(const struct fdt_walk *w)
{
	static const char *const names[] = {"arm,cortex-a15-gic", "arm,cortex-a7-gic",
					    "arm,cortex-a9-gic", "arm,gic-400"};
	uint64_t bytes;

	for (unsigned i = 0; i < array_size(names); i++)
		if (fdt_compatible(w, names[i]) && fdt_reg(w, 0, &board.distributor, &bytes))
			fdt_reg(w, 1, &board.cpu_interface, &bytes);
}

static void see_timer(const struct fdt_walk *w)
{
	struct fdt_property hz;

	if (!fdt_compatible(w, "arm,armv7-timer"))
		return;
	board.timer_pin = interrupt_pin(w, VIRTUAL_TIMER);
	if (fdt_property(w, "clock-frequency", &hz))
		board.timer_hz = fdt_cell(&hz, 0);
}

static void see_psci(const struct fdt_walk *w)
{
	const char *method;

	if (!fdt_compatible(w, "arm,psci-0.2") && !fdt_compatible(w, "arm,psci-1.0"))
		return;
	method = fdt_string(w, "method");
	if (method && strcmp(method, "hvc") == 0)
		board.psci = PSCI_HVC;
	else if (method && strcmp(method, "smc") == 0)
		board.psci = PSCI_SMC;
}

static void see_cpu(const struct fdt_walk *w)
{
	const char *type   = fdt_string(w, "device_type");
	const char *method = fdt_string(w, "enable-method");
	struct board_cpu c = {0};
	struct fdt_property p;

	if (!type || strcmp(type, "cpu") != 0 || !fdt_property(w, "reg", &p) ||
	    board.cpu_count == BOARD_CPUS_MAX)
		return;
	c.mpidr = fdt_cell(&p, p.bytes / 4 - 1);
	if (method && strcmp(method, "psci") == 0) {
		c.method = BOARD_CPU_PSCI;
	} else if (method && strcmp(method, "spin-table") == 0 &&
		   fdt_property(w, "cpu-release-addr", &p)) {
		c.method = BOARD_CPU_SPIN_TABLE;
		c.pen    = fdt_cell(&p, p.bytes / 4 - 1); /* the lower half, if it is long */
	}
	board.cpus[board.cpu_count++] = c;
}

static void see_uart(const struct fdt_walk *w)
{
	uint64_t bytes;

	if (fdt_compatible(w, "arm,pl011") && fdt_reg(w, 0, &board.uart, &bytes))
		board.uart_pin = interrupt_pin(w, 0);
}

/* The console is what /chosen says; without it, or if that is none we know, any PL011. */
static void find_uart(void)
{
	struct fdt_walk w;
	const char *path;

	if (bootstrap_options()->flags & L4_KOPT_NOSERIAL)
		return;
	if (fdt_find(&w, &board.tree, "/chosen") && (path = fdt_string(&w, "stdout-path")) &&
	    fdt_find(&w, &board.tree, path))
		see_uart(&w);
	fdt_walk_begin(&w, &board.tree);
	while (!board.uart && fdt_walk_next(&w))
		if (fdt_enabled(&w))
			see_uart(&w);
}

static void scan_tree(void)
{
	struct fdt_walk w;

	fdt_walk_begin(&w, &board.tree);
	while (fdt_walk_next(&w)) {
		const char *name;

		if (w.depth == 1 && (name = fdt_string(&w, "compatible")))
			strcopy(board.name, name, sizeof(board.name));
		if (!fdt_enabled(&w))
			continue;
		see_memory(&w);
		see_reserved_memory(&w);
		see_gic(&w);
		see_timer(&w);
		see_psci(&w);
		see_cpu(&w);
	}
}

void board_read(const void *blob, paddr_t pa, size_t limit)
{
	uint64_t start, bytes;

	board.found = fdt_open(&board.tree, blob, limit);
	if (!board.found)
		return;
	board.tree_pa = pa;
	find_uart();
	if (board.uart)
		pl011_init(board.uart);
	scan_tree();
	add_reserved(pa, board.tree.bytes);
	for (unsigned i = 0; fdt_reservation(&board.tree, i, &start, &bytes); i++)
		add_reserved(start, bytes);
	psci_init(board.psci);
	clock_init(board.timer_hz);
}

const struct boot_range *board_ram(unsigned *count)
{
	*count = board.memory.ram_count;
	return board.memory.ram;
}

const struct board_cpu *board_cpu(unsigned index)
{
	return index < board.cpu_count ? &board.cpus[index] : NULL;
}

/* ---- For the portable kernel ---------------------------------------------------------------- */

/* A property of /chosen that is a physical address, in one cell or two; 0 when absent. */
static uint64_t chosen_address(const struct fdt_walk *chosen, const char *name)
{
	struct fdt_property p;

	if (!fdt_property(chosen, name, &p))
		return 0;
	return p.bytes >= 8 ? (uint64_t)fdt_cell(&p, 0) << 32 | fdt_cell(&p, 1) : fdt_cell(&p, 0);
}

static void read_chosen(struct boot_info *info)
{
	struct fdt_walk w;
	const char *arguments;

	if (!fdt_find(&w, &board.tree, "/chosen"))
		return;
	arguments = fdt_string(&w, "bootargs");
	if (arguments)
		strcopy(info->command_line, arguments, sizeof(info->command_line));
	info->archive.start = chosen_address(&w, "linux,initrd-start");
	info->archive.end   = chosen_address(&w, "linux,initrd-end");
	if (info->archive.start >= info->archive.end || info->archive.start < direct_map_start ||
	    info->archive.end > memory_direct_end())
		info->archive = (struct boot_range){0};
}

void arch_boot_info(struct boot_info *info)
{
	*info = (struct boot_info){
		.platform = board.name,
		.kernel   = {image_start, virt_to_phys(_image_end)},
	};
	info->direct_map_end = memory_direct_end();
	if (bootstrap_was_here()) { /* it has read the device tree as well, and more */
		bootstrap_read(info);
		return;
	}
	info->loader      = "device tree";
	info->device_tree = board.tree_pa;
	info->ram_count   = board.memory.ram_count;
	info->area_count  = board.memory.area_count;
	memcpy(info->ram, board.memory.ram, sizeof(info->ram));
	memcpy(info->areas, board.memory.areas, sizeof(info->areas));
	read_chosen(info);
}

void arch_init(void)
{
	if (!board.distributor || !board.cpu_interface)
		panic("the device tree names no interrupt controller (GICv2)");
	if (!board.timer_pin)
		panic("the device tree names no generic timer with a virtual timer's interrupt");
	gic_init(board.distributor, board.cpu_interface);
	gic_init_cpu();
	clock_init_cpu();
	gic_claim(board.timer_pin, clock_interrupt);
	if (board.uart_pin) {
		gic_claim(board.uart_pin, pl011_interrupt);
		pl011_interrupts_on();
	}
}
