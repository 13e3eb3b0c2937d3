/*
 * Long-descriptor page tables (ARM ARM B3.6): the bits of an entry, and the memory attributes
 * chosen in MAIR0.
 */
#ifndef ARCH_LPAE_H
#define ARCH_LPAE_H

#define LPAE_BLOCK         0x1ULL /* leaf at a level before the last */
#define LPAE_TABLE         0x3ULL
#define LPAE_PAGE          0x3ULL /* leaf at the last level */
#define LPAE_VALID         0x1ULL
#define LPAE_ATTR(i)       ((uint64_t)(i) << 2)
#define LPAE_USER          (1ULL << 6)
#define LPAE_READ_ONLY     (1ULL << 7)
#define LPAE_SHARED        (3ULL << 8) /* inner shareable */
#define LPAE_ACCESSED      (1ULL << 10)
#define LPAE_NOT_GLOBAL    (1ULL << 11)
#define LPAE_KERNEL_XN     (1ULL << 53) /* PXN: never fetched by the kernel */
#define LPAE_XN            (1ULL << 54) /* never fetched by anybody */
#define LPAE_ADDRESS_MASK  0x000000fffffff000ULL

/* MAIR0: what the attribute numbers mean. */
#define MAIR_NORMAL        0 /* write-back, allocating */
#define MAIR_DEVICE        1 /* device-nGnRE */
#define MAIR_BUFFERED      2 /* normal, not cached */
#define MAIR0_VALUE        0x004404ff

/* Kernel mappings. */
#define LPAE_KERNEL        (LPAE_ACCESSED | LPAE_SHARED | LPAE_ATTR(MAIR_NORMAL))
#define LPAE_KERNEL_CODE   (LPAE_KERNEL | LPAE_READ_ONLY)
#define LPAE_KERNEL_CONST  (LPAE_KERNEL | LPAE_READ_ONLY | LPAE_XN)
#define LPAE_KERNEL_DATA   (LPAE_KERNEL | LPAE_XN)
#define LPAE_KERNEL_DEVICE (LPAE_ACCESSED | LPAE_SHARED | LPAE_ATTR(MAIR_DEVICE) | LPAE_XN)
#define LPAE_USER_CODE     (LPAE_KERNEL | LPAE_READ_ONLY | LPAE_USER | LPAE_KERNEL_XN)

#ifndef __ASSEMBLER__
enum {
	LPAE_PAGE_ORDER  = 12,
	LPAE_BLOCK_ORDER = 21,
	LPAE_GIB_ORDER   = 30,
	LPAE_BITS        = 9, /* log2 entries of a table */
	LPAE_ENTRIES     = 1 << LPAE_BITS,
	LPAE_ROOT_BYTES  = 32, /* four entries of 1 GiB each */
};
#endif

#endif
