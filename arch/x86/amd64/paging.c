/*
 * The kernel's half of the address space (map: arch/layout.h).
 *
 * Built once at boot, W^X: text can be executed, constants read, data written, and nothing two of
 * these at once. The direct map shows all RAM, but the kernel's own text and constants only for
 * reading, so that it is no way around the protection.
 *
 *      kernel_root -+- 256...    direct map    2 MiB or 1 GiB pages where they fit
 *      (512 entries)+- 510       stacks        16 KiB a stack: 8 KiB guard, 8 KiB stack
 *                   '- 511       devices, kernel image
 *
 * User page tables are made by the portable walker (kernel/space/page_table.c). Here it cannot
 * serve: when the first tables are made there is no memory allocator yet. So early tables come from
 * an array in the image, and a few lines that know only how to add suffice.
 */
#include "arch/x86/amd64/paging.h"
#include "arch/x86/amd64/descriptors.h"
#include "arch/x86/amd64/probe.h"
#include "arch/x86/common/cpu.h"
#include "arch/x86/common/tlb.h"
#include "kernel/arch.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/frame.h"
#include "kernel/sched/cpu.h"
#include "kernel/sched/spinlock.h"

enum {
	EARLY_TABLES = 96, /* without 1 GiB pages: enough for about 80 GiB of RAM */

	SHIFT_4K   = 12,
	SHIFT_2M   = 21,
	SHIFT_1G   = 30,
	SHIFT_ROOT = 39,

	CPUID_1G_PAGES = 1 << 26, /* leaf 0x80000001, edx */

	STACK_SIZE  = 1 << KERNEL_STACK_ORDER,
	STACK_SLOT  = 2 * STACK_SIZE, /* guard below, stack above */
	STACK_SLOTS = 1 << 20,

	SLOTS_A_ROUND = 64,
};

#define DEVICE_AREA  MIB(16)

/* How kernel memory is mapped. Global: task switches keep these translations in the TLB. */
#define MAP_TEXT     (PTE_PRESENT | PTE_GLOBAL)
#define MAP_CONSTANT (PTE_PRESENT | PTE_GLOBAL | PTE_NX)
#define MAP_DATA     (PTE_PRESENT | PTE_GLOBAL | PTE_NX | PTE_WRITE)
#define MAP_DEVICE   (MAP_DATA | PTE_PCD | PTE_PWT)
#define TABLE        (PTE_PRESENT | PTE_WRITE | PTE_USER)

/* From kernel.lds. */
extern char image_start[], text_start[], text_end[], rodata_start[], data_start[], image_end[];

typedef uint64_t table_t[PAGE_TABLE_ENTRIES];

static table_t early_tables[EARLY_TABLES] __attribute__((aligned(FRAME_SIZE)));
static unsigned early_tables_used;

struct guarded_stack boot_stack __attribute__((aligned(STACK_SLOT)));

uint64_t *kernel_root;

/* Places for kernel stacks; see there. */
struct slot_chain {
	unsigned first; /* number of the first one, plus one; 0: none */
	unsigned length;
};

static struct spinlock slots_lock;
static unsigned slots_used; /* slots beyond were never in use */
static struct slot_chain slots_free, slots_waiting, slots_freed;
static uint32_t slots_round; /* that slots_waiting waits for */
static vaddr_t device_next = DEVICE_BASE;

bool paging_has_1g_pages(void)
{
	return cpuid(0x80000001, 0).edx & CPUID_1G_PAGES;
}

static uint64_t *table_alloc(void)
{
	if (early_tables_used < EARLY_TABLES)
		return early_tables[early_tables_used++];
	return frame_pool_bytes() ? frame_alloc(FRAME_ORDER, FRAME_KERNEL, NULL) : NULL;
}

/* Early tables are part of the image, which is mapped before the direct map is. */
static uint64_t *table_at(uint64_t entry)
{
	paddr_t pa = entry & PTE_ADDRESS;

	if (pa >= virt_to_phys(image_start) && pa < virt_to_phys(image_end))
		return (uint64_t *)(pa + KERNEL_BASE);
	return phys_to_virt(pa);
}

/* The entry for @p va that covers 2^@p shift bytes; tables above are made. NULL: out of memory. */
static uint64_t *entry_at(vaddr_t va, unsigned shift)
{
	uint64_t *table = kernel_root;

	for (unsigned level = SHIFT_ROOT;; level -= 9) {
		uint64_t *entry = &table[va >> level & (PAGE_TABLE_ENTRIES - 1)];

		if (level == shift)
			return entry;
		if (!(*entry & PTE_PRESENT)) {
			table = table_alloc();
			if (!table)
				return NULL;
			*entry = virt_to_phys(table) | TABLE;
		}
		assert(!(*entry & PTE_LARGE));
		table = table_at(*entry);
	}
}

static bool fits(vaddr_t va, paddr_t pa, uint64_t bytes, unsigned shift)
{
	return bytes >> shift && ((va | pa) & ((1ULL << shift) - 1)) == 0;
}

/* Map [@p pa, @p end) at @p va with the largest pages. Returns the end of what was mapped. */
static paddr_t map(vaddr_t va, paddr_t pa, paddr_t end, uint64_t bits)
{
	bool large_1g = paging_has_1g_pages();

	while (pa < end) {
		unsigned shift = SHIFT_4K;
		uint64_t *entry;

		if (large_1g && fits(va, pa, end - pa, SHIFT_1G))
			shift = SHIFT_1G;
		else if (fits(va, pa, end - pa, SHIFT_2M))
			shift = SHIFT_2M;
		entry = entry_at(va, shift);
		if (!entry)
			break;
		*entry = pa | bits | (shift > SHIFT_4K ? PTE_LARGE : 0);
		va += 1UL << shift;
		pa += 1ULL << shift;
	}
	return pa;
}

static void map_image(char *start, char *end, uint64_t bits)
{
	paddr_t pa = virt_to_phys(start), pa_end = align_up(virt_to_phys(end), FRAME_ORDER);

	if (map((vaddr_t)start, pa, pa_end, bits) != pa_end)
		panic("no page tables for the kernel image; EARLY_TABLES is too small");
}

void paging_unmap_guard(struct guarded_stack *s)
{
	for (vaddr_t va = (vaddr_t)s->guard; va < (vaddr_t)s->stack; va += FRAME_SIZE)
		*entry_at(va, SHIFT_4K) = 0;
}

/* One range of RAM into the direct map. Returns the end of what was mapped. */
static paddr_t map_ram(const struct boot_range *r)
{
	paddr_t fixed     = virt_to_phys(image_start);
	paddr_t fixed_end = virt_to_phys(data_start);
	struct {
		paddr_t start, end;
		uint64_t bits;
	} parts[] = {
		{r->start, min_of(r->end, fixed), MAP_DATA},
		{max_of(r->start, fixed), min_of(r->end, fixed_end), MAP_CONSTANT},
		{max_of(r->start, fixed_end), r->end, MAP_DATA},
	};

	for (unsigned i = 0; i < array_size(parts); i++) {
		paddr_t end = min_of(parts[i].end, DIRECT_END - DIRECT_BASE);

		if (parts[i].start >= end)
			continue;

		paddr_t done =
			map(parts[i].start + DIRECT_BASE, parts[i].start, end, parts[i].bits);

		if (done != parts[i].end)
			return done;
	}
	return r->end;
}

static void map_all_ram(struct boot_info *info)
{
	for (unsigned i = 0; i < info->ram_count; i++) {
		const struct boot_range *r = &info->ram[i];
		paddr_t done               = map_ram(r);

		info->direct_map_end = max_of(info->direct_map_end, done);
		if (done == r->end)
			continue;
		printk("RAM from %llx on cannot be used by the kernel itself: too much of it\n",
		       (unsigned long long)done);
		return;
	}
}

void paging_init(struct boot_info *info)
{
	kernel_root = table_alloc();
	map_image(text_start, text_end, MAP_TEXT);
	map_image(rodata_start, data_start, MAP_CONSTANT);
	map_image(data_start, image_end, MAP_DATA);
	paging_unmap_guard(&boot_stack);
	descriptors_unmap_guards();

	/* Every root entry that will ever be used must exist before the first task copies them. */
	entry_at(STACK_BASE, SHIFT_1G);
	entry_at(DEVICE_BASE, SHIFT_1G);
	map_all_ram(info);
	write_cr3(virt_to_phys(kernel_root));
}

bool paging_is_stack_guard(vaddr_t address)
{
	if (address >= STACK_BASE && address < DEVICE_BASE)
		return address % STACK_SLOT < STACK_SIZE;
	return address - (vaddr_t)boot_stack.guard < STACK_SIZE;
}

static void invalidate(vaddr_t va)
{
	__asm__ volatile("invlpg (%0)" ::"r"(va) : "memory");
}

/* ---- Kernel stacks -------------------------------------------------------------------------- */

/*
 * A free slot's first entry is not present, so the CPU ignores its other bits: they hold the chain
 * of free slots (number of the next, plus one), and no memory is needed to remember them.
 *
 * Other CPUs may remember the translation of a slot that was just freed. So it is not used again before
 * all have emptied their TLBs, which they are asked for once for many slots; until then there are others.
 *
 *      freed  -- when there are some -->  waiting  -- when all CPUs have flushed -->  free
 */
static vaddr_t stack_address(unsigned slot)
{
	return STACK_BASE + (vaddr_t)slot * STACK_SLOT + STACK_SIZE;
}

static void slot_push(struct slot_chain *chain, unsigned slot, uint64_t *first)
{
	*first       = (uint64_t)chain->first << 1;
	chain->first = slot + 1;
	chain->length++;
}

static bool slot_pop(struct slot_chain *chain, unsigned *slot)
{
	if (!chain->first)
		return false;
	*slot        = chain->first - 1;
	chain->first = (unsigned)(*entry_at(stack_address(*slot), SHIFT_4K) >> 1);
	chain->length--;
	return true;
}

static bool slot_find(unsigned *slot)
{
	if (slots_waiting.first && tlb_kernel_round_over(slots_round) && !slots_free.first) {
		slots_free    = slots_waiting;
		slots_waiting = (struct slot_chain){0};
	}
	if (slot_pop(&slots_free, slot))
		return true;
	if (slots_used == STACK_SLOTS || !entry_at(stack_address(slots_used), SHIFT_4K))
		return false;
	*slot = slots_used++;
	return true;
}

void *arch_stack_map(void *frames, unsigned order)
{
	unsigned slot;
	uint64_t *first;

	assert(order == KERNEL_STACK_ORDER);
	spin_lock(&slots_lock);
	if (!slot_find(&slot)) {
		spin_unlock(&slots_lock);
		return NULL;
	}
	/* Both pages' entries are in one table, since a slot is aligned to its size. */
	first = entry_at(stack_address(slot), SHIFT_4K);
	for (unsigned i = 0; i < STACK_SIZE / FRAME_SIZE; i++)
		first[i] = (virt_to_phys(frames) + i * FRAME_SIZE) | MAP_DATA;
	spin_unlock(&slots_lock);
	return (void *)stack_address(slot);
}

/* A slot of this CPU's only, or one for which the round is still to come. */
static void slot_free(unsigned slot, uint64_t *first)
{
	if (cpu_count == 1) {
		slot_push(&slots_free, slot, first);
		return;
	}
	slot_push(&slots_freed, slot, first);
	if (slots_freed.length < SLOTS_A_ROUND || slots_waiting.first)
		return;
	slots_waiting = slots_freed;
	slots_freed   = (struct slot_chain){0};
	slots_round   = tlb_kernel_round_begin();
}

void arch_stack_unmap(void *stack, unsigned order)
{
	uint64_t *first = entry_at((vaddr_t)stack, SHIFT_4K);
	unsigned slot   = (unsigned)(((vaddr_t)stack - STACK_BASE) / STACK_SLOT);

	assert(order == KERNEL_STACK_ORDER);
	spin_lock(&slots_lock);
	for (unsigned i = 0; i < STACK_SIZE / FRAME_SIZE; i++)
		first[i] = 0;
	for (unsigned i = 0; i < STACK_SIZE / FRAME_SIZE; i++)
		invalidate((vaddr_t)stack + i * FRAME_SIZE);
	slot_free(slot, first);
	spin_unlock(&slots_lock);
}

void *arch_stack_frames(void *stack)
{
	return phys_to_virt(*entry_at((vaddr_t)stack, SHIFT_4K) & PTE_ADDRESS);
}

/* ---- Device registers ----------------------------------------------------------------------- */

void *arch_map_device(paddr_t pa, size_t bytes)
{
	paddr_t start = align_down(pa, FRAME_ORDER), end = align_up(pa + bytes, FRAME_ORDER);
	vaddr_t va = device_next;

	if (end - start > DEVICE_BASE + DEVICE_AREA - va || map(va, start, end, MAP_DEVICE) != end)
		panic("no room to map %zu bytes of device registers at %llx", bytes,
		      (unsigned long long)pa);
	device_next += (vaddr_t)(end - start);
	return (void *)(va + (vaddr_t)(pa - start));
}

/* ---- Careful access for the debugger -------------------------------------------------------- */

bool arch_probe_read(void *to, vaddr_t from, size_t bytes)
{
	return from >= USER_TOP && probe_copy(to, (const void *)from, bytes);
}

bool arch_probe_write(vaddr_t to, const void *from, size_t bytes)
{
	return to >= USER_TOP && probe_copy((void *)to, from, bytes);
}

bool arch_probe_read_phys(void *to, paddr_t from, size_t bytes)
{
	if (from > DIRECT_END - DIRECT_BASE || bytes > DIRECT_END - DIRECT_BASE - from)
		return false;
	return probe_copy(to, phys_to_virt(from), bytes);
}
