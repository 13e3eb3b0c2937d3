/*
 * ARM's part of the kernel info page: CPU identification, and functions that read the clock.
 */
#include "arch/arm/common/clock.h"
#include "arch/arm/v7/kip.h"
#include "arch/arm/v7/pmu.h"
#include "kernel/abi/l4_kip.h"
#include "kernel/arch.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include <arch/sysreg.h>

enum {
	FEATURES_ALWAYS = 2,
};

/* The last one is filled in where the machine has it. */
const char *arch_kip_features[] = {"armv6plus", "kip_syscalls", NULL, NULL};

/* In user_pages.S. */
extern const char user_clock_us[], user_clock_us_end[];
extern const char user_clock_ns[], user_clock_ns_end[];

void kip_find_features(void)
{
	if (pmu_present())
		arch_kip_features[FEATURES_ALWAYS] = "perf_cnt_user";
}

static void put_code(char *page, size_t at, const char *code, const char *end, size_t limit)
{
	size_t bytes = (size_t)(end - code);

	if (at + bytes > limit)
		panic("clock function of %u bytes does not fit in the KIP", (unsigned)bytes);
	memcpy(page + at, code, bytes);
}

static void put_scale(char *page, size_t at, struct clock_scale scale)
{
	*(uint32_t *)(page + at)                    = scale.multiplier;
	*(uint32_t *)(page + at + KIP_SHIFT_BEHIND) = scale.shift;
}

void arch_kip_init(l4_kernel_info_t *kip)
{
	const uint32_t id[] = {
		MIDR_read(),     CTR_read(),      TCMTR_read(),    TLBTR_read(),    MPIDR_read(),
		REVIDR_read(),   ID_PFR0_read(),  ID_PFR1_read(),  ID_DFR0_read(),  ID_AFR0_read(),
		ID_MMFR0_read(), ID_MMFR1_read(), ID_MMFR2_read(), ID_MMFR3_read(), ID_ISAR0_read(),
		ID_ISAR1_read(), ID_ISAR2_read(), ID_ISAR3_read(), ID_ISAR4_read(), ID_ISAR5_read(),
	};
	char *page = (char *)kip;

	memcpy(&kip->platform_info.arch.cpuinfo, id, sizeof(id));
	kip->frequency_cpu = arch_cycles_khz();
	put_code(page, KIP_US_CODE, user_clock_us, user_clock_us_end, KIP_US_DATA);
	put_code(page, KIP_NS_CODE, user_clock_ns, user_clock_ns_end, KIP_NS_DATA);
	put_scale(page, KIP_US_DATA, clock_scale_us());
	put_scale(page, KIP_NS_DATA, clock_scale_ns());
	arch_cache_sync(page, L4_PAGESIZE);
}
