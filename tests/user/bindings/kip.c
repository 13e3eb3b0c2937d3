/* kip.h, memdesc.h. Layout and values: abi sheet §10.1, §10.4. */
#include <l4/sys/kip.h>
#include <l4/sys/memdesc.h>
#include "check.h"

HAS(const l4_kernel_info_t *, l4_kip, (void));
HAS(l4_umword_t, l4_kip_version, (const l4_kernel_info_t *));
HAS(const char *, l4_kip_version_string, (const l4_kernel_info_t *));
HAS(int, l4_kernel_info_version_offset, (const l4_kernel_info_t *));
HAS(l4_cpu_time_t, l4_kip_clock, (const l4_kernel_info_t *));
HAS(l4_umword_t, l4_kip_clock_lw, (const l4_kernel_info_t *));
HAS(l4_uint64_t, l4_kip_clock_ns, (const l4_kernel_info_t *));
HAS(int, l4_kip_kernel_has_feature, (const l4_kernel_info_t *, const char *));
HAS(l4_kernel_info_mem_desc_t *, l4_kernel_info_get_mem_descs, (const l4_kernel_info_t *));
HAS(unsigned, l4_kernel_info_get_num_mem_descs, (const l4_kernel_info_t *));
HAS(void, l4_kernel_info_set_mem_desc,
    (l4_kernel_info_mem_desc_t *, l4_addr_t, l4_addr_t, unsigned, unsigned, unsigned));
HAS(l4_umword_t, l4_kernel_info_get_mem_desc_start, (const l4_kernel_info_mem_desc_t *));
HAS(l4_umword_t, l4_kernel_info_get_mem_desc_end, (const l4_kernel_info_mem_desc_t *));
HAS(l4_umword_t, l4_kernel_info_get_mem_desc_type, (const l4_kernel_info_mem_desc_t *));
HAS(l4_umword_t, l4_kernel_info_get_mem_desc_subtype, (const l4_kernel_info_mem_desc_t *));
HAS(l4_umword_t, l4_kernel_info_get_mem_desc_is_virtual, (const l4_kernel_info_mem_desc_t *));

AT(l4_kernel_info_t, magic, 0x00);
AT(l4_kernel_info_t, version, 0x04);
AT(l4_kernel_info_t, offset_version_strings, 0x08);
AT(l4_kernel_info_t, kip_sys_calls, 0x0c);
AT(l4_kernel_info_t, node, 0x0d);
AT(l4_kernel_info_t, sigma0_ip, 0x10);
AT(l4_kernel_info_t, root_ip, 0x18);
AT(l4_kernel_info_t, frequency_cpu, 0x28);
AT(l4_kernel_info_t, acpi_rsdp_addr, 0x30);
AT(l4_kernel_info_t, dt_addr, 0x38);
AT(l4_kernel_info_t, user_ptr, 0x40);
AT(l4_kernel_info_t, scheduler_granularity, 0x50);
AT(l4_kernel_info_t, mem_descs, 0x54);
AT(l4_kernel_info_t, mem_descs_num, 0x58);
AT(l4_kernel_info_t, platform_info.name, 0x70);
AT(l4_kernel_info_t, platform_info.is_mp, 0x80);
IS((l4_uint32_t)L4_KERNEL_INFO_MAGIC, 0x4BE6344CUL);
IS((l4_uint32_t)L4_KIP_VERSION_FIASCO, 0x87004444UL);
IS((l4_uint32_t)L4_KIP_VERSION_FIASCO_MASK, 0xff00ffffUL);
IS(L4_KIP_OFFS_READ_US, 0x900);
IS(L4_KIP_OFFS_READ_NS, 0x980);
IS(l4_mem_type_undefined, 0);
IS(l4_mem_type_conventional, 1);
IS(l4_mem_type_reserved, 2);
IS(l4_mem_type_dedicated, 3);
IS(l4_mem_type_shared, 4);
IS(l4_mem_type_info, 0xd);
IS(l4_mem_type_bootloader, 0xe);
IS(l4_mem_type_archspecific, 0xf);
IS(l4_mem_info_acpi_rsdp, 0);

unsigned count_features(const l4_kernel_info_t *kip);
unsigned count_features(const l4_kernel_info_t *kip)
{
	const char *s = l4_kip_version_string(kip);
	unsigned n    = 0;

	l4_kip_for_each_feature(s) n++;
	return n;
}
