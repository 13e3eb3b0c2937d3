/*
 * Memory descriptors of the kernel info page: which memory there is. (abi sheet §10.4)
 */
#ifndef L4_SYS_MEMDESC_H
#define L4_SYS_MEMDESC_H

#include <l4/sys/kip.h>

enum {
	L4_MEM_DESC_GRANULE = 1024, /* descriptors count in these */
};

/* Sub-types of l4_mem_type_info and l4_mem_type_archspecific. */
enum l4_mem_info_sub_type_t {
	l4_mem_info_acpi_rsdp = 0,
};

enum l4_mem_archspecific_sub_type_common_t {
	l4_mem_archspecific_acpi_tables = 3,
	l4_mem_archspecific_acpi_nvs    = 4,
};

/** The first of l4_kernel_info_get_num_mem_descs() descriptors. */
L4_INLINE l4_kernel_info_mem_desc_t *l4_kernel_info_get_mem_descs(const l4_kernel_info_t *kip)
{
	return (l4_kernel_info_mem_desc_t *)((l4_addr_t)kip + kip->mem_descs);
}

L4_INLINE unsigned l4_kernel_info_get_num_mem_descs(const l4_kernel_info_t *kip)
{
	return kip->mem_descs_num;
}

/** Write a descriptor of [@p start, @p end]; what a boot loader does. */
L4_INLINE void l4_kernel_info_set_mem_desc(l4_kernel_info_mem_desc_t *md, l4_addr_t start,
					   l4_addr_t end, unsigned type, unsigned virt,
					   unsigned sub_type)
{
	md->l = (start & ~(l4_umword_t)(L4_MEM_DESC_GRANULE - 1)) | (type & 0xf) |
		(sub_type & 0xf) << 4 | (virt ? L4_MEM_DESC_VIRTUAL : 0);
	md->h = end;
}

L4_INLINE l4_umword_t l4_kernel_info_get_mem_desc_start(const l4_kernel_info_mem_desc_t *md)
{
	return md->l & ~(l4_umword_t)(L4_MEM_DESC_GRANULE - 1);
}

/** Last byte of the range. */
L4_INLINE l4_umword_t l4_kernel_info_get_mem_desc_end(const l4_kernel_info_mem_desc_t *md)
{
	return md->h | (L4_MEM_DESC_GRANULE - 1);
}

L4_INLINE l4_umword_t l4_kernel_info_get_mem_desc_type(const l4_kernel_info_mem_desc_t *md)
{
	return md->l & 0xf;
}

L4_INLINE l4_umword_t l4_kernel_info_get_mem_desc_subtype(const l4_kernel_info_mem_desc_t *md)
{
	return (md->l >> 4) & 0xf;
}

/** Does it describe an address space rather than RAM? */
L4_INLINE l4_umword_t l4_kernel_info_get_mem_desc_is_virtual(const l4_kernel_info_mem_desc_t *md)
{
	return md->l & L4_MEM_DESC_VIRTUAL;
}

#endif
