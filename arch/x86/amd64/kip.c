/*
 * x86-64's part of the kernel info page: code that tells the time without entering the kernel.
 */
#include "arch/x86/amd64/entry.h"
#include "arch/x86/common/clock.h"
#include "kernel/abi/l4_kip.h"
#include "kernel/lib/string.h"

enum {
	KIP_CLOCK_CODE  = L4_KIP_OFFS_READ_US,
	KIP_SCALE_US    = 0x9f0,
	KIP_SCALE_NS    = 0x9f8,
	KIP_CLOCK_BYTES = KIP_SCALE_NS + sizeof(uint64_t) - KIP_CLOCK_CODE,
};

const char *arch_kip_features[] = {"segments", NULL};

void arch_kip_init(l4_kernel_info_t *kip)
{
	char *page = (char *)kip;

	memcpy(page + KIP_CLOCK_CODE, kip_clock_code, KIP_CLOCK_BYTES);
	memcpy(page + KIP_SCALE_US, &clock_scale_us, sizeof(uint64_t));
	memcpy(page + KIP_SCALE_NS, &clock_scale_ns, sizeof(uint64_t));
	kip->frequency_cpu = arch_cycles_khz();
}
