/*
 * What the original system's boot loader left in our image: see bootstrap.h.
 */
#include "kernel/boot/bootstrap.h"
#include "kernel/boot/kip.h"
#include "kernel/lib/string.h"

enum {
	DESC_TYPE    = 0xf,
	DESC_GRANULE = 10, /* log2 of what addresses in descriptors count in */
};

static l4_kernel_options_t options __attribute__((section(".kernel_options"), used)) = {
	.magic   = L4_KOPT_MAGIC,
	.version = L4_KOPT_VERSION,
};

/* The compiler must not take the values in the image for the ones that the loader left. */
const volatile l4_kernel_options_t *bootstrap_options(void)
{
	return &options;
}

bool bootstrap_was_here(void)
{
	return kip()->sigma0_ip != 0;
}

static void read_descriptor(struct boot_info *info, const l4_kernel_info_mem_desc_t *d)
{
	struct boot_area a = {
		.start    = align_down((paddr_t)d->l, DESC_GRANULE),
		.end      = ((paddr_t)d->h | ((1 << DESC_GRANULE) - 1)) + 1,
		.type     = d->l & DESC_TYPE,
		.sub_type = d->l >> 4 & 0xf,
	};

	if (a.type == l4_mem_type_undefined || d->l & L4_MEM_DESC_VIRTUAL)
		return;
	if (a.type == l4_mem_type_conventional)
		boot_info_add_ram(info, a.start, a.end);
	else
		boot_info_add_area(info, a);
}

void bootstrap_read(struct boot_info *info)
{
	info->loader      = "bootstrap";
	info->acpi_rsdp   = kip()->acpi_rsdp_addr;
	info->device_tree = kip()->dt_addr;
	if (bootstrap_options()->flags & L4_KOPT_WAIT)
		strcopy(info->command_line, "-wait", sizeof(info->command_line));
	for (unsigned i = 0; i < L4_KIP_MEM_DESCS; i++)
		read_descriptor(info, &kip_descriptors()[i]);
}
