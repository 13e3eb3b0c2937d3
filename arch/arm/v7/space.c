/*
 * Address spaces: the format of user page tables, TTBR0, address-space identifiers, TLB and caches.
 *
 * The TLB tells the entries of different spaces apart by an 8-bit tag (ASID). 255 of them are given
 * out to spaces when they run; when all are used, a new generation starts: every space gets a new tag
 * when it runs next, and every CPU empties its TLB before it uses one. A space keeps its tag together
 * with the generation it is from, so that an old one is recognised.
 *
 * All CPUs share the tags. One that runs on while another starts a new generation keeps its tag: it is
 * "kept" for that space, and not given out, as long as that CPU does not switch.
 *
 *      asid_active   what the CPU runs with; 0: a new generation has begun since the last switch
 *      asid_kept     … and this is what it ran with then, and still does
 *
 * The usual switch takes no lock: it exchanges asid_active, unless a new generation was quicker.
 *
 * Invariant: the space that a CPU runs on has a tag of the current generation, or one that is kept; tag
 * 0 is nobody's.
 */
#include "arch/arm/v7/space.h"
#include "kernel/ipc/invoke.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/slab.h"
#include "kernel/sched/cpu.h"
#include "kernel/sched/spinlock.h"
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

static struct spinlock asid_lock; /* of what follows, and all CPUs' asid_kept and tlb_old */
static uint32_t asid_next                       = 1;
static uint32_t asid_used[(ASID_MASK + 1) / 32] = {1}; /* in this generation; 0 is nobody's */

/* ---- Tags ----------------------------------------------------------------------------------- */

static bool is_current(uint32_t asid)
{
	return (asid & ~(uint32_t)ASID_MASK) == __atomic_load_n(&asid_generation, __ATOMIC_ACQUIRE);
}

static void mark_used(uint32_t tag)
{
	asid_used[tag / 32] |= 1U << tag % 32;
}

static bool find_unused(uint32_t *tag)
{
	while (asid_next <= ASID_MASK && asid_used[asid_next / 32] & 1U << asid_next % 32)
		asid_next++;
	*tag = asid_next;
	return asid_next <= ASID_MASK;
}

static void begin_generation(void)
{
	__atomic_add_fetch(&asid_generation, 1 << ASID_BITS, __ATOMIC_SEQ_CST);
	asid_next = 1;
	memset(asid_used, 0, sizeof(asid_used));
	mark_used(0);
	for (unsigned i = 0; i < cpu_count; i++) {
		struct arch_cpu *cpu = &cpus[i].arch;
		uint32_t active      = __atomic_exchange_n(&cpu->asid_active, 0, __ATOMIC_SEQ_CST);

		if (active)
			cpu->asid_kept = active;
		mark_used(cpu->asid_kept & ASID_MASK);
		cpu->tlb_old = true;
	}
}

/* A CPU has run on with @p old into this generation: then it is as good as new, everywhere. */
static bool take_over_kept(uint32_t old, uint32_t now)
{
	bool found = false;

	for (unsigned i = 0; old && i < cpu_count; i++) {
		if (cpus[i].arch.asid_kept != old)
			continue;
		cpus[i].arch.asid_kept = now;
		found                  = true;
	}
	return found;
}

static uint32_t new_asid(uint32_t old)
{
	uint32_t tag;

	if (take_over_kept(old, asid_generation | (old & ASID_MASK)))
		return asid_generation | (old & ASID_MASK);
	if (!find_unused(&tag)) {
		begin_generation();
		/* There are more tags than CPUs. */
		if (!find_unused(&tag))
			panic("no ASID is left");
	}
	mark_used(tag);
	return asid_generation | tag;
}

/* The long way: the space has no tag of this generation, or this CPU has not heard of it yet. */
static __attribute__((noinline)) uint32_t asid_renew(struct mem_space *space, struct arch_cpu *cpu)
{
	uint32_t asid;

	spin_lock(&asid_lock);
	asid = space->arch.asid;
	if (!is_current(asid)) {
		asid = new_asid(asid);
		__atomic_store_n(&space->arch.asid, asid, __ATOMIC_RELEASE);
	}
	__atomic_store_n(&cpu->asid_active, asid, __ATOMIC_SEQ_CST);
	dsb(); /* who changes page tables sees the new tag, or we see what he changed */
	if (cpu->tlb_old) {
		cpu->tlb_old = false;
		TLBIALL_write(0);
		dsb();
	}
	isb();
	spin_unlock(&asid_lock);
	return asid;
}

static uint32_t asid_for(struct mem_space *space, struct arch_cpu *cpu)
{
	uint32_t asid   = __atomic_load_n(&space->arch.asid, __ATOMIC_ACQUIRE);
	uint32_t active = __atomic_load_n(&cpu->asid_active, __ATOMIC_RELAXED);

	if (active && is_current(asid) &&
	    __atomic_compare_exchange_n(&cpu->asid_active, &active, asid, false, __ATOMIC_SEQ_CST,
					__ATOMIC_RELAXED))
		return asid;
	return asid_renew(space, cpu);
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
	/* One 64-bit write changes table and tag together. */
	TTBR0_write((uint64_t)(asid_for(space, cpu) & ASID_MASK) << TTBR_ASID_SHIFT |
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

/* An old tag may be kept by a CPU, and is flushed like any other. */
void arch_tlb_flush(struct mem_space *space, vaddr_t va, unsigned order)
{
	word_t tag;

	dsb();
	tag = __atomic_load_n(&space->arch.asid, __ATOMIC_ACQUIRE) & ASID_MASK;
	if (!tag)
		return; /* it never ran */
	if (order > LPAE_PAGE_ORDER)
		TLBIASIDIS_write(tag);
	else
		TLBIMVAIS_write((va & ~((1UL << LPAE_PAGE_ORDER) - 1)) | tag);
	dsb();
	isb();
}

/* The hardware tells the other CPUs, and `dsb` has waited for them. */
void arch_tlb_wait(void)
{
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
