/*
 * The host port's page tables: those of x86-64 with pages of 4 KiB, 2 MiB and 1 GiB. No hardware
 * ever walks them; tests set referenced and dirty bits themselves.
 */
#include "kernel/space/page_table.h"

#define PRESENT  ((uint64_t)1 << 0)
#define WRITE    ((uint64_t)1 << 1)
#define USER     ((uint64_t)1 << 2)
#define PWT      ((uint64_t)1 << 3)
#define PCD      ((uint64_t)1 << 4)
#define ACCESSED ((uint64_t)1 << 5)
#define DIRTY    ((uint64_t)1 << 6)
#define LARGE    ((uint64_t)1 << 7)
#define NO_EXEC  ((uint64_t)1 << 63)

extern const struct page_format arch_user_page_format;

const struct page_format arch_user_page_format = {
	.name         = "host",
	.levels       = 4,
	.entry_bytes  = 8,
	.level        = {{.shift = 39, .bits = 9},
			 {.shift = 30, .bits = 9, .leaf = true, .leaf_bits = PRESENT | USER | LARGE},
			 {.shift = 21, .bits = 9, .leaf = true, .leaf_bits = PRESENT | USER | LARGE},
			 {.shift = 12, .bits = 9, .leaf = true, .leaf_bits = PRESENT | USER}},
	.table_bits   = PRESENT | WRITE | USER,
	.present      = PRESENT,
	.kind_mask    = LARGE,
	.kind_table   = 0,
	.address_mask = 0x000000fffffff000,
	.write_mask   = WRITE,
	.write_on     = WRITE,
	.exec_mask    = NO_EXEC,
	.exec_off     = NO_EXEC,
	.referenced   = ACCESSED,
	.dirty        = DIRTY,
	.cache_mask   = PWT | PCD,
	.cache        = {[PAGE_UNCACHED] = PWT | PCD, [PAGE_BUFFERED] = PWT},
};
