/*
 * Address spaces of tasks: the format of their page tables, their root tables, the TLB.
 *
 * The walker that fills them is portable (kernel/space/page_table.c); this file tells it what an
 * entry looks like:
 *
 *      63   62..52   51..12    11..9  8  7     6 5   4   3   2    1     0
 *      NX   ignored  address   -      -  large D A   PCD PWT user write present
 *
 * Source: Intel SDM volume 3, 4.5.
 */
#include "arch/x86/amd64/io_ports.h"
#include "arch/x86/amd64/paging.h"
#include "arch/x86/common/tlb.h"
#include "arch/x86/common/cpu.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/sched/cpu.h"
#include "kernel/space/mem_space.h"
#include "kernel/space/page_table.h"

#define LEAF (PTE_PRESENT | PTE_USER)

/* The root table has 512 entries, but the upper half is the kernel's: the walker does not see it. */
const struct page_format arch_user_page_format = {
	.name        = "x86-64, 4 levels",
	.levels      = 4,
	.entry_bytes = 8,
	.level =
		{
			{.shift = 39, .bits = 8},
			{.shift = 30, .bits = 9},
			{.shift = 21, .bits = 9, .leaf = true, .leaf_bits = LEAF | PTE_LARGE},
			{.shift = 12, .bits = 9, .leaf = true, .leaf_bits = LEAF},
		},
	.table_bits   = PTE_PRESENT | PTE_USER | PTE_WRITE,
	.present      = PTE_PRESENT,
	.kind_mask    = PTE_LARGE,
	.kind_table   = 0,
	.address_mask = PTE_ADDRESS,
	.write_mask   = PTE_WRITE,
	.write_on     = PTE_WRITE,
	.exec_mask    = PTE_NX,
	.exec_off     = PTE_NX,
	.referenced   = PTE_ACCESSED,
	.dirty        = PTE_DIRTY,
	.cache_mask   = PTE_PCD | PTE_PWT,
	.cache =
		{
			[PAGE_CACHED]   = 0,
			[PAGE_UNCACHED] = PTE_PCD | PTE_PWT,
			[PAGE_BUFFERED] = PTE_PWT, /* write-combining: descriptors.c sets the PAT */
		},
};

/*
 * The same for a CPU that has 1 GiB pages too. What is known only at run time cannot stand in a
 * constant; so the first space makes the copy.
 */
static const struct page_format *best_format(void)
{
	static struct page_format with_1g;

	if (!paging_has_1g_pages())
		return &arch_user_page_format;
	if (!with_1g.levels) {
		with_1g                    = arch_user_page_format;
		with_1g.level[1].leaf      = true;
		with_1g.level[1].leaf_bits = LEAF | PTE_LARGE;
	}
	return &with_1g;
}

static void run_on(paddr_t root)
{
	struct arch_cpu *cpu = &cpu_current()->arch;
	uint32_t asked;

	if (cpu->active_root == root)
		return;
	__atomic_store_n(&cpu->active_root, root, __ATOMIC_RELAXED);
	cpu->tss.io_bitmap_at = IO_BITMAP_ABSENT; /* see io_ports.c */
	asked                 = tlb_flush_begin(cpu);
	write_cr3(root); /* serialises: active_root is visible before anything is translated */
	tlb_flush_end(cpu, asked);
}

bool arch_space_init(struct mem_space *space)
{
	uint64_t *root = quota_frame_alloc(space->quota, FRAME_ORDER, FRAME_PAGE_TABLE, space);

	if (!root)
		return false;
	memcpy(root + PAGE_USER_HALF, kernel_root + PAGE_USER_HALF,
	       (PAGE_TABLE_ENTRIES - PAGE_USER_HALF) * sizeof(*root));
	space->arch.root    = root;
	space->arch.root_pa = virt_to_phys(root);
	space->format       = best_format();
	return true;
}

/* Does another CPU run on these tables? It would mean trouble. */
static bool active_elsewhere(paddr_t root)
{
	for (unsigned i = 0; i < cpu_count; i++)
		if (&cpus[i] != cpu_current() && cpus[i].arch.active_root == root)
			return true;
	return false;
}

void arch_space_destroy(struct mem_space *space)
{
	/* Idle and dying threads keep whatever space was active: not this one any longer. */
	if (cpu_current()->arch.active_root == space->arch.root_pa)
		run_on(virt_to_phys(kernel_root));
	if (active_elsewhere(space->arch.root_pa))
		panic("the page tables at %p are to be freed, but another CPU runs on them",
		      (void *)space->arch.root);
	memset((uint64_t *)space->arch.root + PAGE_USER_HALF, 0,
	       (PAGE_TABLE_ENTRIES - PAGE_USER_HALF) * sizeof(uint64_t));
	quota_frame_free_zeroed(space->quota, space->arch.root);
	space->arch.root = NULL;
}

void arch_space_activate(struct mem_space *space)
{
	run_on(space->arch.root_pa);
}

/* Another space's translations went when CR3 was loaded: without PCIDs a TLB knows only one. */
static bool active(const struct mem_space *space)
{
	return cpu_current()->arch.active_root == space->arch.root_pa;
}

/* One `invlpg` drops a translation of any size, and the upper levels that the CPU remembers. */
void arch_tlb_flush(struct mem_space *space, vaddr_t va, unsigned order)
{
	if (space->ports) {
		io_ports_deny(space, va, order);
		return;
	}
	if (active(space))
		__asm__ volatile("invlpg (%0)" ::"r"(va) : "memory");
	tlb_user_changed(space->arch.root_pa);
}

/* The table walker of an x86 CPU reads through the caches, and they are coherent by themselves. */
void arch_pte_written(const void *entry)
{
	(void)entry;
}

void arch_cache_sync(void *kernel_va, size_t bytes)
{
	(void)kernel_va;
	(void)bytes;
}

/* Tasks have no local descriptor tables. */
void arch_task_invoke(struct object *task, struct invocation *inv)
{
	(void)task;
	answer(inv, -L4_ENOSYS, 0);
}
