/*
 * The memory map of the boot: areas over RAM, and the search for free places.
 *
 * A handful of areas in one array: every question is a scan, asked a few dozen times at boot.
 */
#include "kernel/abi/l4_kip.h"
#include "kernel/arch.h"
#include "kernel/boot/kip.h"
#include "kernel/boot/memory.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/frame.h"

enum {
	POOL_SHARE = 8, /* the kernel pool is RAM / 8 … */
	POOL_ORDER = 21,
};
#define POOL_MIN MIB(16)  /* … but at least this … */
#define POOL_MAX MIB(512) /* … and at most this */
#define LOWEST   MIB(1)   /* below lies what PC firmware may still use */

struct memory_map boot_memory;

void memory_reserve(struct memory_map *m, paddr_t start, paddr_t end, unsigned type,
		    unsigned sub_type)
{
	if (start >= end)
		return;
	if (m->count == MEMORY_AREAS_MAX)
		panic("more than %d memory areas", MEMORY_AREAS_MAX);
	m->areas[m->count++] = (struct memory_area){
		.start    = align_down(start, L4_PAGESHIFT),
		.end      = align_up(end, L4_PAGESHIFT),
		.type     = (uint8_t)type,
		.sub_type = (uint8_t)sub_type,
	};
}

void memory_release(struct memory_map *m, paddr_t start)
{
	for (unsigned i = 0; i < m->count; i++) {
		if (m->areas[i].start != start)
			continue;
		for (m->count--; i < m->count; i++)
			m->areas[i] = m->areas[i + 1];
	}
}

void memory_map_init(struct memory_map *m, const struct boot_info *info)
{
	*m = (struct memory_map){.info = info};
	/* A page at address 0 is no page that a program can be given: it would be a null pointer. */
	for (unsigned i = 0; i < info->ram_count; i++)
		if (info->ram[i].start < L4_PAGESIZE)
			memory_reserve(m, 0, L4_PAGESIZE, l4_mem_type_archspecific, 0);
	for (unsigned i = 0; i < info->area_count; i++) {
		const struct boot_area *a = &info->areas[i];

		if (a->type == l4_mem_type_reserved && a->start >= info->kernel.start &&
		    a->end <= info->kernel.end)
			continue; /* a loader's word for parts of our image */
		memory_reserve(m, a->start, a->end, a->type, a->sub_type);
	}
	memory_reserve(m, info->kernel.start, info->kernel.end, l4_mem_type_reserved, 0);
	memory_reserve(m, info->archive.start, info->archive.end, l4_mem_type_bootloader, 0);
}

/* Some area that overlaps [start, end), or NULL. */
static const struct memory_area *overlap(const struct memory_map *m, paddr_t start, paddr_t end)
{
	for (unsigned i = 0; i < m->count; i++)
		if (start < m->areas[i].end && m->areas[i].start < end)
			return &m->areas[i];
	return NULL;
}

bool memory_is_free(const struct memory_map *m, paddr_t start, paddr_t end)
{
	for (unsigned i = 0; i < m->info->ram_count; i++)
		if (m->info->ram[i].start <= start && end <= m->info->ram[i].end)
			return !overlap(m, start, end);
	return false;
}

paddr_t memory_find_low(const struct memory_map *m, size_t bytes, unsigned align_order)
{
	paddr_t best = MEMORY_NONE;

	for (unsigned i = 0; i < m->info->ram_count; i++) {
		paddr_t at  = align_up(max_of(m->info->ram[i].start, (paddr_t)LOWEST), align_order);
		paddr_t end = min_of(m->info->ram[i].end, m->info->direct_map_end);

		while (at < end && end - at >= bytes) {
			const struct memory_area *taken = overlap(m, at, at + bytes);

			if (!taken) {
				best = min_of(best, at);
				break;
			}
			at = align_up(taken->end, align_order);
		}
	}
	return best;
}

paddr_t memory_find_high(const struct memory_map *m, size_t bytes, unsigned align_order)
{
	paddr_t best = MEMORY_NONE;

	for (unsigned i = 0; i < m->info->ram_count; i++) {
		paddr_t start = m->info->ram[i].start;
		paddr_t end   = min_of(m->info->ram[i].end, m->info->direct_map_end);

		while (end > start && end - start >= bytes) {
			paddr_t at = align_down(end - bytes, align_order);
			const struct memory_area *taken;

			if (at < start)
				break;
			taken = overlap(m, at, at + bytes);
			if (!taken) {
				if (best == MEMORY_NONE || at > best)
					best = at;
				break;
			}
			end = taken->start;
		}
	}
	return best;
}

void memory_make_pool(struct memory_map *m)
{
	uint64_t ram = 0;

	for (unsigned i = 0; i < m->info->ram_count; i++)
		ram += m->info->ram[i].end - m->info->ram[i].start;

	uint64_t bytes = max_of(min_of(ram / POOL_SHARE, (uint64_t)POOL_MAX), (uint64_t)POOL_MIN);
	paddr_t at     = MEMORY_NONE;

	bytes = align_down(bytes, POOL_ORDER);
	for (; bytes >= MIB(2) && at == MEMORY_NONE; bytes /= 2) {
		at = memory_find_high(m, (size_t)bytes, POOL_ORDER);
		if (at != MEMORY_NONE)
			break;
	}
	if (at == MEMORY_NONE)
		panic("no room for the kernel pool in %u KiB of RAM", (unsigned)(ram / 1024));
	memory_reserve(m, at, at + bytes, l4_mem_type_reserved, l4_mem_sub_reserved_heap);
	frame_pool_init(at, (size_t)bytes);
}

bool memory_user_may_map(paddr_t pa, uint64_t bytes)
{
	const struct memory_map *m = &boot_memory;
	paddr_t kip                = virt_to_phys(&kip_page);

	if (pa == kip && bytes == L4_PAGESIZE)
		return true;
	for (unsigned i = 0; i < m->count; i++)
		if (m->areas[i].type == l4_mem_type_reserved && pa < m->areas[i].end &&
		    m->areas[i].start < pa + bytes)
			return false;
	return true;
}
