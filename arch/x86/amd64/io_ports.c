/*
 * I/O ports: which of them user mode may touch.
 *
 * The CPU looks a port up in a bitmap behind the TSS (0: allowed). Each task that was given ports has
 * a bitmap of its own, always up to date. It gets behind the TSS late:
 *
 *      address space switched  ->  the bitmap counts as absent, at the price of one store
 *      the task touches a port ->  #GP; its bitmap is copied there, unless it still is; once more
 *      #GP again               ->  the port is not the task's, or it was no port: an exception
 *
 * So tasks without ports pay nothing, and the copy is like a TLB: a bitmap that loses ports while it
 * is behind the TSS loses them there too: behind that of every CPU where the task has run. The CPUs look
 * at memory each time, so nobody need be interrupted for that.
 *
 * Source: Intel SDM volume 1, 19.5.2 "I/O Permission Bit Map".
 */
#include "arch/x86/amd64/io_ports.h"
#include "kernel/arch.h"
#include "kernel/lib/string.h"
#include "kernel/object/task.h"
#include "kernel/sched/cpu.h"
#include "kernel/sched/spinlock.h"
#include "kernel/space/page_table.h"

enum {
	PORT_SHIFT   = FRAME_ORDER, /* addresses that stand for ports: io_space.h */
	BITMAP_ORDER = 13,

	ENTRY_PRESENT = 1 << 0,
	ENTRY_LEAF    = 1 << 1, /* above the last level */
};

_Static_assert(1 << BITMAP_ORDER == IO_BITMAP_BYTES, "a bit for each of 65536 ports");

/* No hardware reads these tables: 128 runs of 512 ports, each a leaf or a table. */
static const struct page_format ports_format = {
	.name        = "I/O ports",
	.levels      = 2,
	.entry_bytes = 8,
	.level =
		{
			{.shift     = PORT_SHIFT + 9,
			 .bits      = 7,
			 .leaf      = true,
			 .leaf_bits = ENTRY_PRESENT | ENTRY_LEAF},
			{.shift = PORT_SHIFT, .bits = 9, .leaf = true, .leaf_bits = ENTRY_PRESENT},
		},
	.table_bits   = ENTRY_PRESENT,
	.present      = ENTRY_PRESENT,
	.kind_mask    = ENTRY_LEAF,
	.address_mask = 0x000ffffffffff000,
};

/* So that no CPU copies a bitmap that another one is just changing. */
static struct spinlock lock;

/* ---- Behind the TSS -------------------------------------------------------------------------- */

static bool loaded(const struct arch_cpu *cpu, const struct mem_space *ports)
{
	return cpu->ports_loaded == ports && cpu->tss.io_bitmap_at == IO_BITMAP_THERE;
}

bool io_ports_load(void)
{
	struct arch_cpu *cpu    = &cpu_current()->arch;
	const struct task *task = vcpu_task(thread_current());
	struct mem_space *ports = task ? task->ports : NULL;

	if (!ports || loaded(cpu, ports) || cpu->active_root != virt_to_phys(task->mem.arch.root))
		return false;
	spin_lock(&lock);
	if (cpu->ports_loaded != ports) {
		memcpy(cpu->tss.io_bitmap, ports->arch.io_bitmap, IO_BITMAP_BYTES);
		cpu->ports_loaded = ports;
	}
	spin_unlock(&lock);
	cpu->tss.io_bitmap_at = IO_BITMAP_THERE;
	return true;
}

/* ---- A task's bitmap ------------------------------------------------------------------------- */

static void set_bits(uint8_t *bitmap, unsigned first, unsigned count, bool allowed)
{
	for (unsigned port = first; port < first + count; port++) {
		uint8_t bit = (uint8_t)(1u << port % 8);

		if (allowed)
			bitmap[port / 8] &= (uint8_t)~bit;
		else
			bitmap[port / 8] |= bit;
	}
}

static void change(struct mem_space *ports, vaddr_t at, unsigned order, bool allowed)
{
	unsigned first = (unsigned)(at >> PORT_SHIFT);
	unsigned count = 1u << (order - PORT_SHIFT);

	spin_lock(&lock);
	set_bits(ports->arch.io_bitmap, first, count, allowed);
	for (unsigned i = 0; i < cpu_count; i++)
		if (cpus[i].arch.ports_loaded == ports)
			set_bits(cpus[i].arch.tss.io_bitmap, first, count, allowed);
	spin_unlock(&lock);
}

void io_ports_deny(struct mem_space *ports, vaddr_t at, unsigned order)
{
	change(ports, at, order, false);
}

static void ports_allow(struct mem_space *ports, vaddr_t at, unsigned order)
{
	change(ports, at, order, true);
}

static bool ports_init(struct mem_space *ports)
{
	struct arch_space *a = &ports->arch;

	a->io_bitmap = quota_frame_alloc(ports->quota, BITMAP_ORDER, FRAME_PAGE_TABLE, ports);
	if (!a->io_bitmap)
		return false;
	a->root = quota_frame_alloc(ports->quota, FRAME_ORDER, FRAME_PAGE_TABLE, ports);
	if (!a->root) {
		quota_frame_free(ports->quota, a->io_bitmap, BITMAP_ORDER);
		return false;
	}
	/* sigma0 has all, like all memory. */
	memset(a->io_bitmap, ports->physical ? 0 : 0xff, IO_BITMAP_BYTES);
	return true;
}

static void ports_destroy(struct mem_space *ports)
{
	spin_lock(&lock);
	for (unsigned i = 0; i < cpu_count; i++)
		if (cpus[i].arch.ports_loaded == ports)
			cpus[i].arch.ports_loaded = NULL;
	spin_unlock(&lock);
	/* On other CPUs it is absent since they have left the task's space. */
	cpu_current()->arch.tss.io_bitmap_at = IO_BITMAP_ABSENT;
	quota_frame_free(ports->quota, ports->arch.root, FRAME_ORDER);
	quota_frame_free(ports->quota, ports->arch.io_bitmap, BITMAP_ORDER);
}

static const struct arch_io_ports io_ports = {
	.format  = &ports_format,
	.init    = ports_init,
	.destroy = ports_destroy,
	.allow   = ports_allow,
};

const struct arch_io_ports *const arch_io_ports = &io_ports;
