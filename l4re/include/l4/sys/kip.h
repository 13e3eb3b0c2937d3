/*
 * The kernel info page: version, clock, memory descriptors. (abi sheet §10)
 */
#ifndef L4_SYS_KIP_H
#define L4_SYS_KIP_H

#include <l4/sys/consts.h>
#include <l4/sys/arch.h>
#include "kernel/abi/l4_kip.h"

enum l4_kernel_info_consts_t {
	L4_KIP_VERSION_FIASCO      = (int)0x87004444, /* the version without its minor part */
	L4_KIP_VERSION_FIASCO_MASK = (int)0xff00ffff,
};

L4_BEGIN_DECLS

/* Where this program sees the page; set by the startup code before main(). */
extern const l4_kernel_info_t *l4_global_kip;

L4_END_DECLS

L4_INLINE const l4_kernel_info_t *l4_kip(void)
{
	return l4_global_kip;
}

/** Version of the interface, without its minor part: L4_KIP_VERSION_FIASCO. */
L4_INLINE l4_umword_t l4_kip_version(const l4_kernel_info_t *kip)
{
	return kip->version & (l4_uint32_t)L4_KIP_VERSION_FIASCO_MASK;
}

/** Where the version strings begin, in bytes from the start of the page. */
L4_INLINE int l4_kernel_info_version_offset(const l4_kernel_info_t *kip)
{
	return kip->offset_version_strings << 4;
}

/** First of the version strings; the features follow it, ended by an empty string. */
L4_INLINE const char *l4_kip_version_string(const l4_kernel_info_t *kip)
{
	return (const char *)kip + l4_kernel_info_version_offset(kip);
}

/** Run a statement for each feature string @p s: l4_kip_for_each_feature(s) puts(s); */
#define l4_kip_for_each_feature(s) \
	for ((s) += __builtin_strlen(s) + 1; *(s); (s) += __builtin_strlen(s) + 1)

/** Does the kernel say that it has feature @p name? */
L4_INLINE int l4_kip_kernel_has_feature(const l4_kernel_info_t *kip, const char *name)
{
	const char *s = l4_kip_version_string(kip);

	l4_kip_for_each_feature(s)
	{
		if (__builtin_strcmp(s, name) == 0)
			return 1;
	}
	return 0;
}

/** Microseconds since boot, read by code in the page itself. */
L4_INLINE l4_cpu_time_t l4_kip_clock(const l4_kernel_info_t *kip)
{
	return ((l4_cpu_time_t(*)(void))((l4_addr_t)kip + L4_KIP_OFFS_READ_US))();
}

/** The low word of l4_kip_clock(). */
L4_INLINE l4_umword_t l4_kip_clock_lw(const l4_kernel_info_t *kip)
{
	return (l4_umword_t)l4_kip_clock(kip);
}

/** Nanoseconds since boot. */
L4_INLINE l4_uint64_t l4_kip_clock_ns(const l4_kernel_info_t *kip)
{
	return ((l4_cpu_time_t(*)(void))((l4_addr_t)kip + L4_KIP_OFFS_READ_NS))();
}

#endif
