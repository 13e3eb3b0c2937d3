/*
 * Which memory there is, from the kernel info page.
 *
 * Conventional memory is free; every other descriptor lies over it and takes something away: for
 * the kernel, for sigma0 itself, for the root task. Hence two passes. Descriptors count in KiB:
 * free memory is rounded inwards to whole pages, what is taken is rounded outwards.
 */
#include <l4/sys/memdesc.h>
#include <stdio.h>
#include <stdlib.h>
#include "l4re/sigma0/memory.h"

struct region_map pages, ports;

enum {
	PORTS = 1 << L4_WHOLE_IOADDRESS_SPACE,
};

static void set(l4_umword_t start, l4_umword_t end, unsigned owner, unsigned rights)
{
	if (!region_set(&pages, start, end, owner, rights)) {
		printf("sigma0: the memory map is full\n");
		abort();
	}
}

static void add_free(const l4_kernel_info_mem_desc_t *d)
{
	l4_umword_t start = l4_kernel_info_get_mem_desc_start(d) + L4_PAGESIZE - 1;
	l4_umword_t last  = l4_kernel_info_get_mem_desc_end(d);

	/* last + 1 may not fit into a word: count the pages below it, and whether it is whole. */
	set(start >> L4_PAGESHIFT,
	    (last >> L4_PAGESHIFT) + ((last & ~L4_PAGEMASK) == (l4_umword_t)L4_PAGESIZE - 1),
	    OWNER_FREE, L4_FPAGE_RWX);
}

static void add_taken(const l4_kernel_info_mem_desc_t *d)
{
	l4_umword_t start  = l4_kernel_info_get_mem_desc_start(d) >> L4_PAGESHIFT;
	l4_umword_t end    = (l4_kernel_info_get_mem_desc_end(d) >> L4_PAGESHIFT) + 1;
	l4_umword_t rights = l4_kernel_info_get_mem_desc_subtype(d) & L4_FPAGE_RWX;

	switch (l4_kernel_info_get_mem_desc_type(d)) {
	case l4_mem_type_bootloader: /* the sub-type is the root task's rights; none means all */
		set(start, end, FIRST_CLIENT, rights ? (unsigned)rights : L4_FPAGE_RWX);
		break;
	case l4_mem_type_dedicated:
		set(start, end, OWNER_SIGMA0, 0);
		break;
	case l4_mem_type_info:
	case l4_mem_type_archspecific:
	case l4_mem_type_shared:
		set(start, end, OWNER_DEVICE, L4_FPAGE_RW);
		break;
	default:
		set(start, end, OWNER_KERNEL, 0);
	}
}

void memory_init(void)
{
	const l4_kernel_info_mem_desc_t *d = l4_kernel_info_get_mem_descs(l4_kip());
	unsigned n                         = l4_kernel_info_get_num_mem_descs(l4_kip()), i;

	for (i = 0; i < n; i++)
		if (l4_kernel_info_get_mem_desc_type(&d[i]) == l4_mem_type_conventional &&
		    !l4_kernel_info_get_mem_desc_is_virtual(&d[i]))
			add_free(&d[i]);
	for (i = 0; i < n; i++) {
		l4_umword_t type = l4_kernel_info_get_mem_desc_type(&d[i]);

		if (type != l4_mem_type_conventional && type != l4_mem_type_undefined &&
		    !l4_kernel_info_get_mem_desc_is_virtual(&d[i]))
			add_taken(&d[i]);
	}
	region_set(&ports, 0, PORTS, OWNER_FREE, L4_FPAGE_RW);
}

static const char *owner_name(unsigned owner)
{
	static const char *const names[] = {"free", "kernel", "sigma0", "devices", "root task"};

	return owner < sizeof(names) / sizeof(names[0]) ? names[owner] : "client";
}

void memory_dump(void)
{
	unsigned i;

	printf("sigma0: physical memory\n");
	for (i = 0; i < pages.count; i++) {
		const struct region *r = &pages.regions[i];

		printf("  %012lx .. %012lx  %8lu KiB  %s (%u)\n", r->start << L4_PAGESHIFT,
		       (r->end << L4_PAGESHIFT) - 1, (r->end - r->start) * (L4_PAGESIZE / 1024),
		       owner_name(r->owner), r->owner);
	}
	printf("sigma0: I/O ports\n");
	for (i = 0; i < ports.count; i++)
		printf("  %04lx .. %04lx  %s\n", ports.regions[i].start, ports.regions[i].end - 1,
		       owner_name(ports.regions[i].owner));
}
