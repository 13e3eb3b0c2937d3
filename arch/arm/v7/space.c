/*
 * Address spaces: the format of user page tables, TTBR0, address-space identifiers, TLB and caches.
 *
 * The TLB tells the entries of different spaces apart by an 8-bit tag (ASID). 255 of them are given
 * out one after the other, to spaces when they run; when all are used, a new generation starts: the
 * TLB is emptied and every space gets a new tag when it runs next. A space keeps its tag together
 * with the generation it is from, so that an old one is recognised.
 *
 * Invariant: the active space has a tag of the current generation; tag 0 is nobody's.
 *
 * One CPU: with several, a rollover must not take a tag away that another CPU is running with.
 */
#include "arch/arm/v7/space.h"
#include "kernel/ipc/invoke.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/slab.h"
#include "kernel/sched/cpu.h"
#include "kernel/space/mem_space.h"
#include "kernel/space/page_table.h"
#include <arch/lpae.h>
#include <arch/sysreg.h>

enum {
	ASID_BITS       = 8,
	ASID_MASK       = (1 << ASID_BITS) - 1,
	TTBR_ASID_SHIFT = 48,
};

/* Leaves: always user-readable, never fetched by the kernel, tagged with the ASID. */
#define USER_LEAF (LPAE_ACCESSED | LPAE_SHARED | LPAE_NOT_GLOBAL | LPAE_USER | LPAE_KERNEL_XN)

const struct page_format arch_user_page_format = {
	.name        = "ARM LPAE",
	.levels      = 3,
	.entry_bytes = 8,
	.level =
		{
			{.shift = LPAE_GIB_ORDER, .bits = 2},
			{.shift     = LPAE_BLOCK_ORDER,
			 .bits      = LPAE_BITS,
			 .leaf      = true,
			 .leaf_bits = USER_LEAF | LPAE_BLOCK},
			{.shift     = LPAE_PAGE_ORDER,
			 .bits      = LPAE_BITS,
			 .leaf      = true,
			 .leaf_bits = USER_LEAF | LPAE_PAGE},
		},
	.table_bits   = LPAE_TABLE,
	.present      = LPAE_VALID,
	.kind_mask    = LPAE_TABLE,
	.kind_table   = LPAE_TABLE,
	.address_mask = LPAE_ADDRESS_MASK,
	.write_mask   = LPAE_READ_ONLY,
	.write_on     = 0,
	.write_off    = LPAE_READ_ONLY,
	.exec_mask    = LPAE_XN,
	.exec_on      = 0,
	.exec_off     = LPAE_XN,
	.cache_mask   = LPAE_ATTR(7),
	.cache =
		{
			[PAGE_CACHED]   = LPAE_ATTR(MAIR_NORMAL),
			[PAGE_UNCACHED] = LPAE_ATTR(MAIR_DEVICE),
			[PAGE_BUFFERED] = LPAE_ATTR(MAIR_BUFFERED),
		},
};

struct root_table {
	uint64_t entry[LPAE_ROOT_BYTES / sizeof(uint64_t)];
};

static struct root_table empty_root __attribute__((aligned(LPAE_ROOT_BYTES)));
static struct slab roots = SLAB_INIT(roots, "root table", struct root_table);

const struct arch_io_ports *const arch_io_ports; /* there are none */

static uint32_t asid_generation = 1 << ASID_BITS;
static uint32_t asid_next       = 1;

/* ---- Tags ----------------------------------------------------------------------------------- */

static bool asid_valid(const struct mem_space *space)
{
	return (space->arch.asid & ~(uint32_t)ASID_MASK) == asid_generation;
}

static void asid_renew(struct mem_space *space)
{
	if (asid_next > ASID_MASK) {
		asid_generation += 1 << ASID_BITS;
		asid_next = 1;
		dsb();
		TLBIALLIS_write(0);
		dsb();
		isb();
	}
	space->arch.asid = asid_generation | asid_next++;
}

/* ---- Spaces --------------------------------------------------------------------------------- */

bool arch_space_init(struct mem_space *space)
{
	space->arch.root = slab_alloc(&roots, space->quota);
	space->arch.asid = 0;
	assert((vaddr_t)space->arch.root % LPAE_ROOT_BYTES == 0);
	return space->arch.root;
}

void arch_space_destroy(struct mem_space *space)
{
	struct arch_cpu *cpu = &cpu_current()->arch;

	if (cpu->active == space) {
		space_none();
		cpu->active = NULL;
	}
	slab_free(&roots, space->quota, space->arch.root);
	space->arch.root = NULL;
}

void arch_space_activate(struct mem_space *space)
{
	struct arch_cpu *cpu = &cpu_current()->arch;

	if (cpu->active == space)
		return;
	if (!asid_valid(space))
		asid_renew(space);
	/* One 64-bit write changes table and tag together. */
	TTBR0_write((uint64_t)(space->arch.asid & ASID_MASK) << TTBR_ASID_SHIFT |
		    virt_to_phys(space->arch.root));
	isb();
	cpu->active = space;
}

void space_none(void)
{
	TTBR0_write(virt_to_phys(&empty_root));
	isb();
	dsb();
	TLBIALL_write(0); /* all of it: the 1:1 map is no space's, so it has no tag */
	dsb();
	isb();
}

void arch_task_invoke(struct object *task, struct invocation *inv)
{
	(void)task;
	answer(inv, -L4_ENOSYS, 0);
}

/* ---- TLB and caches ------------------------------------------------------------------------- */

void arch_tlb_flush(struct mem_space *space, vaddr_t va, unsigned order)
{
	/* An old tag is in no TLB any more: its generation ended with a flush of everything. */
	if (!asid_valid(space))
		return;
	if (order > LPAE_PAGE_ORDER) {
		arch_tlb_flush_all(space);
		return;
	}
	dsb();
	TLBIMVAIS_write((va & ~((1UL << LPAE_PAGE_ORDER) - 1)) | (space->arch.asid & ASID_MASK));
	dsb();
	isb();
}

void arch_tlb_flush_all(struct mem_space *space)
{
	if (!asid_valid(space))
		return;
	dsb();
	TLBIASIDIS_write(space->arch.asid & ASID_MASK);
	dsb();
	isb();
}

/* The walker of these CPUs looks into the data cache: being done with the write is enough. */
void arch_pte_written(const void *entry)
{
	(void)entry;
	__asm__ volatile("dsb ishst" ::: "memory");
}

void arch_cache_sync(void *kernel_va, size_t bytes)
{
	word_t line = cache_line_bytes();
	vaddr_t end = (vaddr_t)kernel_va + bytes;

	for (vaddr_t at = (vaddr_t)kernel_va & ~(line - 1); at < end; at += line)
		DCCMVAU_write(at);
	dsb();
	ICIALLUIS_write(0); /* by address would miss other virtual addresses of the same page */
	BPIALLIS_write(0);
	dsb();
	isb();
}
