/*
 * Page tables: one walker for all formats.
 *
 * A format is data, not code: how many levels, how many index bits each, which levels may hold a
 * leaf, and which entry bits mean what. The walker in page_table.c is the only one in the house.
 *
 *      va  |  level 0  |  level 1  |  level 2  |  level 3  |  offset  |
 *               |           |           |           |
 *             table  -->  table  -->  table  -->   leaf  --> frame     (level 1, 2: or a large leaf)
 *
 * Rights are the flexpage's: L4_FPAGE_RO (4), W (2), X (1).
 *
 * Tables come with their first entry and go with their last: no table is ever empty, so that a
 * large leaf never finds an old table in its way. The root table is the port's (struct arch_space
 * has `void *root`, its kernel address, laid out as level 0 of the format); entries for addresses
 * at or above USER_TOP are not the walker's.
 *
 * Invariants (page_tables_ok): every table but the root has entries, as many as its frame's
 * descriptor says, and belongs to the space; leaves stand only at levels that may have them, at an
 * address that is a multiple of their size.
 */
#ifndef KERNEL_SPACE_PAGE_TABLE_H
#define KERNEL_SPACE_PAGE_TABLE_H

#include "kernel/lib/types.h"

struct mem_space;

enum {
	PAGE_LEVELS_MAX = 5,
};

enum page_cache {
	PAGE_CACHED,
	PAGE_UNCACHED, /* device registers */
	PAGE_BUFFERED, /* write-combining */
	PAGE_CACHE_KINDS,
};

struct page_level {
	uint8_t shift;      /* log2 of the bytes one entry covers */
	uint8_t bits;       /* log2 of the entries of a table */
	bool leaf;          /* may an entry here be a leaf? */
	uint64_t leaf_bits; /* fixed bits of a leaf at this level (user, valid, size, nG …) */
};

struct page_format {
	const char *name;
	uint8_t levels;
	uint8_t entry_bytes; /* 4 or 8 */
	struct page_level level[PAGE_LEVELS_MAX];
	uint64_t table_bits;   /* fixed bits of an entry that points to a table */
	uint64_t present;      /* an entry with (entry & present) == 0 is empty */
	uint64_t kind_mask;    /* at a level that is not the last: (entry & kind_mask) == */
	uint64_t kind_table;   /*     kind_table means it points to a table, else it is a leaf */
	uint64_t address_mask; /* bits of the physical address in an entry */
	uint64_t write_mask, write_on, write_off; /* W right in a leaf */
	uint64_t exec_mask, exec_on, exec_off;    /* X right in a leaf */
	uint64_t referenced, dirty;               /* 0 where the format has none */
	uint64_t cache_mask;
	uint64_t cache[PAGE_CACHE_KINDS];
};

/* One translation. */
struct page {
	vaddr_t va;
	paddr_t pa;
	uint8_t order;  /* log2 bytes */
	uint8_t rights; /* R W X; R always set */
	uint8_t cache;  /* enum page_cache */
	uint8_t flags;  /* PAGE_REFERENCED, PAGE_DIRTY */
};

enum {
	PAGE_REFERENCED = 1,
	PAGE_DIRTY      = 2,
};

/** The translation of @p va; false when there is none. */
bool page_lookup(const struct mem_space *s, vaddr_t va, struct page *out);

/**
 * The translation of @p va or, if there is none, the next one behind it that starts below @p end.
 * False at the end. Skips holes quickly.
 */
bool page_next(const struct mem_space *s, vaddr_t va, vaddr_t end, struct page *out);

/**
 * Enter @p p. The place must be empty. Tables are charged to the space's quota.
 * @return 0, or -L4_ENOMEM.
 */
int page_insert(struct mem_space *s, const struct page *p);

/**
 * Replace rights, cache attribute and flags of the existing translation that starts at p->va, and
 * flush it from the TLB (of other CPUs: by arch_tlb_wait()).
 * @return the PAGE_* flags that it had until now.
 */
unsigned page_change(struct mem_space *s, const struct page *p);

/** Remove the translation that covers @p va; returns its PAGE_* flags. Flushes the TLB, as above. */
unsigned page_remove(struct mem_space *s, vaddr_t va);

/** Largest leaf order not above @p order that the format has, at least 12. */
unsigned page_order_fit(const struct mem_space *s, unsigned order);

/** Has the format leaves of 2^@p order bytes? */
bool page_order_valid(const struct mem_space *s, unsigned order);

bool page_tables_ok(const struct mem_space *s);

/** First address behind what the tables of @p s can name. */
uint64_t page_tables_end(const struct mem_space *s);

/** First address behind @p p. */
static inline vaddr_t page_end(const struct page *p)
{
	return p->va + ((vaddr_t)1 << p->order);
}

#endif
