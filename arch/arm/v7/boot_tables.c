/*
 * The first page tables, filled while the MMU is still off.
 *
 * This file runs at physical addresses although it is linked elsewhere. So it must not use a global
 * variable or a string other than through here(), and has no switch (its jump table would hold
 * linked addresses). Memory is not cached yet and takes aligned accesses only.
 *
 *      identity_root   1 GiB around the code that turns the MMU on, physical = virtual
 *      kernel_root     the kernel's quarter
 *        image_tables    the image, page by page, with the rights its parts need
 *        two blocks      the device tree, wherever in RAM it is
 */
#include "arch/arm/v7/start.h"

enum {
	IMAGE_TABLES = (IMAGE_TOP - IMAGE_BASE) >> LPAE_BLOCK_ORDER,
};

uint64_t kernel_root[LPAE_ENTRIES] __attribute__((aligned(4096)));
static uint64_t image_tables[IMAGE_TABLES][LPAE_ENTRIES] __attribute__((aligned(4096)));
uint64_t identity_root[4] __attribute__((aligned(LPAE_ROOT_BYTES)));

/* Where @p linked is now, with the MMU off. */
static void *here(const void *linked, word_t shift)
{
	return (void *)((vaddr_t)linked + shift);
}

static uint64_t image_rights(vaddr_t va)
{
	if (va < (vaddr_t)_text_end)
		return LPAE_KERNEL_CODE;
	if (va < (vaddr_t)_rodata_end)
		return LPAE_KERNEL_CONST;
	return LPAE_KERNEL_DATA;
}

/* What the loader wrote may still sit in a cache, and old lines over our tables must not come back
   when the cache goes on: send both to memory. */
static void clean_caches(word_t from, word_t to)
{
	word_t ctr, line;

	__asm__ volatile("mrc p15, 0, %0, c0, c0, 1" : "=r"(ctr)); /* CTR */
	line = 4UL << (ctr >> 16 & 0xf);
	for (word_t at = from & ~(line - 1); at < to; at += line)
		__asm__ volatile("mcr p15, 0, %0, c7, c14, 1" ::"r"(at) : "memory"); /* DCCIMVAC */
	__asm__ volatile("dsb sy" ::: "memory");
}

/**
 * @param image       physical address of the image
 * @param device_tree physical address of the device tree
 * @param shift       physical minus linked address
 */
void boot_tables(word_t image, word_t device_tree, word_t shift)
{
	uint64_t *root     = here(kernel_root, shift);
	uint64_t *pages    = here(image_tables, shift);
	uint64_t *identity = here(identity_root, shift);
	word_t gib         = image >> LPAE_GIB_ORDER;

	clean_caches(image, image + ((word_t)_image_end - IMAGE_BASE));
	for (unsigned i = 0; i < IMAGE_TABLES; i++)
		root[((IMAGE_BASE - DIRECT_BASE) >> LPAE_BLOCK_ORDER) + i] =
			((word_t)pages + i * LPAE_ENTRIES * sizeof(uint64_t)) | LPAE_TABLE;
	for (vaddr_t va = IMAGE_BASE; va < (vaddr_t)_image_end; va += 1UL << LPAE_PAGE_ORDER)
		pages[(va - IMAGE_BASE) >> LPAE_PAGE_ORDER] =
			(va + shift) | image_rights(va) | LPAE_PAGE;
	for (unsigned i = 0; i < 2; i++)
		root[((DEVICE_TREE_BASE - DIRECT_BASE) >> LPAE_BLOCK_ORDER) + i] =
			(align_down(device_tree, LPAE_BLOCK_ORDER) + (i << LPAE_BLOCK_ORDER)) |
			LPAE_KERNEL_CONST | LPAE_BLOCK;
	identity[gib] = (uint64_t)gib << LPAE_GIB_ORDER | LPAE_KERNEL_CODE | LPAE_BLOCK;
}
