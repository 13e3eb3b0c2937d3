/*
 * The kernel info page. One page, laid out by the ABI:
 *
 *      0x000  header               l4_kernel_info_t
 *      0x090  memory descriptors   64 of two words (0x0e0 on ARM)
 *       ...   version string, feature strings, an empty string
 *      0x800  system-call stub     where the port has one
 *      0x900  clock in µs, 0x980 clock in ns: code, with its data at fixed places behind
 */
#include "kernel/arch.h"
#include "kernel/boot/kip.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/sched/ready_queue.h"
#include <arch_abi.h>

enum {
	MEM_DESCS_AT = L4_KIP_STRUCT_SIZE,
	STRINGS_AT   = MEM_DESCS_AT + L4_KIP_MEM_DESCS * sizeof(l4_kernel_info_mem_desc_t),
	STRINGS_END  = 0x800,
	STRING_UNIT  = 16, /* offset_version_strings counts in these */
};

_Static_assert(STRINGS_AT % STRING_UNIT == 0, "the version string's offset counts 16-byte units");
_Static_assert(STRINGS_AT + 0x100 < STRINGS_END, "room for the strings");

union kip_page kip_page __attribute__((section(".kip"), aligned(L4_PAGESIZE))) = {
	.header =
		{
			.magic                  = L4_KERNEL_INFO_MAGIC,
			.version                = (l4_uint32_t)L4_KERNEL_INFO_VERSION,
			.offset_version_strings = STRINGS_AT / STRING_UNIT,
			.scheduler_granularity  = GRANULARITY_US,
			.mem_descs              = MEM_DESCS_AT,
			.mem_descs_num          = L4_KIP_MEM_DESCS,
		},
};

static const char *const features[] = {
	"abiver:3", "mapdb", "pf_tramp",
#ifdef CONFIG_JDB
	"jdb",
#endif
	NULL,
};

/* Append @p text with its NUL at offset @p at; returns the offset behind. */
static size_t put_string(size_t at, const char *text)
{
	size_t n = strlen(text) + 1;

	if (at + n >= STRINGS_END)
		panic("the strings of the kernel info page do not fit: %s", text);
	memcpy(kip_page.bytes + at, text, n);
	return at + n;
}

static void put_strings(void)
{
	size_t at = put_string(STRINGS_AT,
			       "Welcome to Phial, a microkernel in a glass (" L4_ARCH_NAME ")");

	for (const char *const *f = features; *f; f++)
		at = put_string(at, *f);
	for (const char *const *f = arch_kip_features; *f; f++)
		at = put_string(at, *f);
	kip_page.bytes[at] = 0; /* the empty string that ends the list */
}

void kip_init(const struct boot_info *info)
{
	l4_kernel_info_t *k = kip();

	k->acpi_rsdp_addr = info->acpi_rsdp;
	k->dt_addr        = info->device_tree;
	if (!k->platform_info.name[0] && info->platform) /* else the loader knew it better */
		strcopy(k->platform_info.name, info->platform, sizeof(k->platform_info.name));
	put_strings();
	arch_kip_init(k);
}

l4_kernel_info_mem_desc_t *kip_descriptors(void)
{
	return (l4_kernel_info_mem_desc_t *)(kip_page.bytes + MEM_DESCS_AT);
}

static void describe(unsigned *n, uint64_t start, uint64_t last, unsigned type_bits)
{
	/* What the machine's words cannot express does not exist for its programs. */
	if (start > UINTPTR_MAX || start > last)
		return;
	if (*n == L4_KIP_MEM_DESCS)
		panic("more than %d memory descriptors", L4_KIP_MEM_DESCS);
	last                      = min_of(last, (uint64_t)UINTPTR_MAX);
	kip_descriptors()[(*n)++] = (l4_kernel_info_mem_desc_t){
		.l = ((l4_umword_t)start & ~0x3ffUL) | type_bits,
		.h = (l4_umword_t)last | 0x3ff,
	};
}

void kip_describe_memory(const struct memory_map *m)
{
	unsigned n = 0;

	memset(kip_descriptors(), 0, L4_KIP_MEM_DESCS * sizeof(l4_kernel_info_mem_desc_t));
	for (unsigned i = 0; i < m->info->ram_count; i++)
		describe(&n, m->info->ram[i].start, m->info->ram[i].end - 1,
			 l4_mem_type_conventional);
	for (unsigned i = 0; i < m->count; i++)
		describe(&n, m->areas[i].start, m->areas[i].end - 1,
			 m->areas[i].type | (unsigned)m->areas[i].sub_type << 4);
	describe(&n, 0, L4_USER_MAX, l4_mem_type_conventional | L4_MEM_DESC_VIRTUAL);
	describe(&n, L4_ADDRESS_HOLE_START, L4_ADDRESS_HOLE_END,
		 l4_mem_type_reserved | L4_MEM_DESC_VIRTUAL);
}
