/*
 * The kernel's own mappings. See <arch/layout.h> for what lies where.
 *
 * All of it hangs in kernel_root, one table that TTBR1 holds for ever. Tables that are needed before
 * there is a frame pool are static; those of the stack area come from the pool when the first stack
 * of their 2 MiB is mapped, and stay.
 *
 * Invariant: no page is writable and executable, and no page has a second, writable mapping when it
 * has an executable one: the direct map shows the image's code and constants read-only.
 */
#include "arch/arm/v7/memory.h"
#include "arch/arm/v7/start.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/frame.h"
#include "kernel/sched/spinlock.h"
#include <arch/sysreg.h>

enum {
	PAGE_BYTES    = 1 << LPAE_PAGE_ORDER,
	DEVICE_TABLES = (DEVICE_TOP - DEVICE_BASE) >> LPAE_BLOCK_ORDER,
	SPLIT_TABLES  = 4, /* direct-map blocks that hold code or constants of the image */
	STACK_SLOT    = 2 * STACK_BYTES, /* a stack, and as much address space unmapped below it */
	STACK_SLOTS   = (STACK_TOP - STACK_BASE) / STACK_SLOT,
};

paddr_t direct_map_start, image_start;

static paddr_t direct_map_end;
static vaddr_t device_next = DEVICE_BASE;
static struct spinlock
	stack_lock; /* of the table of used places, and the tables of the stack area */
static uint32_t stack_used[(STACK_SLOTS + 31) / 32];

static uint64_t device_tables[DEVICE_TABLES][LPAE_ENTRIES] __attribute__((aligned(4096)));
static uint64_t split_tables[SPLIT_TABLES][LPAE_ENTRIES] __attribute__((aligned(4096)));
static uint64_t fixed_table[LPAE_ENTRIES] __attribute__((aligned(4096)));
static unsigned splits;

/* Make a change of an entry that was invalid known to the hardware walker. */
static void entry_written(void)
{
	dsb();
	isb();
}

static void flush_kernel_page(vaddr_t va)
{
	dsb();
	TLBIMVAAIS_write(va);
	dsb();
	isb();
}

/* Entry of the last level for @p va; its table must exist. */
static uint64_t *kernel_page_entry(vaddr_t va)
{
	uint64_t *table = phys_to_virt(*kernel_root_entry(va) & LPAE_ADDRESS_MASK);

	return &table[(va >> LPAE_PAGE_ORDER) & (LPAE_ENTRIES - 1)];
}

static void kernel_table_set(vaddr_t va, const uint64_t *table)
{
	*kernel_root_entry(va) = virt_to_phys(table) | LPAE_TABLE;
}

/* ---- Direct map ----------------------------------------------------------------------------- */

/* A 2 MiB block of the direct map that holds code or constants of the image: page by page. */
static void map_split_block(paddr_t pa, paddr_t protected_end)
{
	uint64_t *table;

	if (splits == SPLIT_TABLES)
		panic("code and constants of the image span more than %d blocks", SPLIT_TABLES);
	table = split_tables[splits++];
	for (unsigned i = 0; i < LPAE_ENTRIES; i++) {
		paddr_t page = pa + i * PAGE_BYTES;
		bool locked  = page >= image_start && page < protected_end;

		table[i] = page | (locked ? LPAE_KERNEL_CONST : LPAE_KERNEL_DATA) | LPAE_PAGE;
	}
	kernel_table_set((vaddr_t)phys_to_virt(pa), table);
}

static void map_direct_block(paddr_t pa)
{
	paddr_t protected_end = virt_to_phys(_rodata_end);

	if (pa < protected_end && image_start < pa + (1 << LPAE_BLOCK_ORDER))
		map_split_block(pa, protected_end);
	else
		*kernel_root_entry((vaddr_t)phys_to_virt(pa)) = pa | LPAE_KERNEL_DATA | LPAE_BLOCK;
}

void memory_map_direct(const struct boot_range *ram, unsigned count)
{
	paddr_t limit;

	direct_map_start = ram[0].start;
	for (unsigned i = 1; i < count; i++)
		direct_map_start = min_of(direct_map_start, ram[i].start);
	direct_map_start = align_down(direct_map_start, LPAE_BLOCK_ORDER);
	limit            = direct_map_start + (DIRECT_TOP - DIRECT_BASE);

	for (unsigned i = 0; i < count; i++) {
		paddr_t end = min_of(ram[i].end, limit);

		for (paddr_t pa = ram[i].start; pa < end; pa += 1 << LPAE_BLOCK_ORDER)
			map_direct_block(pa);
		direct_map_end = max_of(direct_map_end, end);
	}
	entry_written();
}

paddr_t memory_direct_end(void)
{
	return direct_map_end;
}

bool memory_is_direct(paddr_t pa, size_t bytes)
{
	return pa >= direct_map_start && pa < direct_map_end && bytes <= direct_map_end - pa;
}

/* ---- Fixed pages ---------------------------------------------------------------------------- */

extern char _user_pages[]; /* linker script: kernel library, then system-call page */

void memory_map_fixed(void)
{
	paddr_t pages = virt_to_phys(_user_pages);

	kernel_table_set(FIXED_BASE, fixed_table);
	fixed_table[(KERNEL_LIB_PAGE - FIXED_BASE) >> LPAE_PAGE_ORDER] =
		pages | LPAE_USER_CODE | LPAE_PAGE;
	fixed_table[(SYSCALL_PAGE - FIXED_BASE) >> LPAE_PAGE_ORDER] =
		(pages + PAGE_BYTES) | LPAE_USER_CODE | LPAE_PAGE;
	entry_written();
}

void memory_probe_window(paddr_t pa)
{
	fixed_table[(PROBE_WINDOW - FIXED_BASE) >> LPAE_PAGE_ORDER] =
		align_down(pa, LPAE_PAGE_ORDER) | LPAE_KERNEL_DEVICE | LPAE_PAGE;
	flush_kernel_page(PROBE_WINDOW);
}

/* ---- Devices -------------------------------------------------------------------------------- */

void *arch_map_device(paddr_t pa, size_t bytes)
{
	paddr_t first = align_down(pa, LPAE_PAGE_ORDER);
	paddr_t end   = align_up(pa + bytes, LPAE_PAGE_ORDER);
	vaddr_t at    = device_next;

	if (end - first > DEVICE_TOP - device_next)
		panic("no room to map %u bytes of device registers at 0x%llx", (unsigned)bytes, pa);
	for (; first < end; first += PAGE_BYTES, device_next += PAGE_BYTES) {
		uint64_t *table = device_tables[(device_next - DEVICE_BASE) >> LPAE_BLOCK_ORDER];

		kernel_table_set(device_next, table);
		table[(device_next >> LPAE_PAGE_ORDER) & (LPAE_ENTRIES - 1)] =
			first | LPAE_KERNEL_DEVICE | LPAE_PAGE;
	}
	entry_written();
	return (void *)(at + (vaddr_t)(pa & (PAGE_BYTES - 1)));
}

/* ---- Kernel stacks -------------------------------------------------------------------------- */

/* Lowest address of the stack in @p slot; the guard is the lower half of the slot. */
static vaddr_t stack_of_slot(unsigned slot)
{
	return STACK_BASE + slot * STACK_SLOT + STACK_BYTES;
}

static bool stack_table_make(vaddr_t va)
{
	uint64_t *table;

	if (*kernel_root_entry(va) & LPAE_VALID)
		return true;
	table = frame_alloc(LPAE_PAGE_ORDER, FRAME_PAGE_TABLE, NULL);
	if (!table)
		return false;
	kernel_table_set(va, table);
	return true;
}

static unsigned stack_slot_find(void)
{
	for (unsigned i = 0; i < array_size(stack_used); i++)
		if (~stack_used[i])
			return i * 32 + (unsigned)__builtin_ctz(~stack_used[i]);
	return STACK_SLOTS;
}

void *arch_stack_map(void *frames, unsigned order)
{
	unsigned slot;
	vaddr_t stack;

	assert(order == KERNEL_STACK_ORDER);

	spin_lock(&stack_lock);
	slot  = stack_slot_find();
	stack = stack_of_slot(slot);
	if (slot >= STACK_SLOTS || !stack_table_make(stack)) {
		spin_unlock(&stack_lock);
		return NULL;
	}
	stack_used[slot / 32] |= 1U << slot % 32;
	for (unsigned at = 0; at < STACK_BYTES; at += PAGE_BYTES)
		*kernel_page_entry(stack + at) =
			(virt_to_phys(frames) + at) | LPAE_KERNEL_DATA | LPAE_PAGE;
	entry_written();
	spin_unlock(&stack_lock);
	return (void *)stack;
}

void arch_stack_unmap(void *stack, unsigned order)
{
	unsigned slot = ((vaddr_t)stack - STACK_BASE) / STACK_SLOT;

	assert(order == KERNEL_STACK_ORDER && (vaddr_t)stack == stack_of_slot(slot));

	for (unsigned at = 0; at < STACK_BYTES; at += PAGE_BYTES) {
		*kernel_page_entry((vaddr_t)stack + at) = 0;
		flush_kernel_page((vaddr_t)stack + at); /* on all CPUs */
	}
	spin_lock(&stack_lock);
	stack_used[slot / 32] &= ~(1U << slot % 32);
	spin_unlock(&stack_lock);
}

void *arch_stack_frames(void *stack)
{
	return phys_to_virt(*kernel_page_entry((vaddr_t)stack) & LPAE_ADDRESS_MASK);
}
