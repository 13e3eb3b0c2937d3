/*
 * The kernel info page: what every program may know about the machine and the kernel.
 *
 * Source: abi sheet §10. Identical for both word sizes but for the memory descriptors (two machine
 * words each), which follow the structure. Clock functions stand at fixed offsets in the same page.
 */
#ifndef L4_ABI_KIP_H
#define L4_ABI_KIP_H

#include "kernel/abi/l4_types.h"
#include <arch_abi.h>

enum {
	L4_KERNEL_INFO_MAGIC   = 0x4BE6344C, /* "L4", micro sign, "K" */
	L4_KERNEL_INFO_VERSION = (int)0x87034444,

	L4_KIP_OFFS_SYSCALL_CODE = 0x800,
	L4_KIP_OFFS_READ_US      = 0x900,
	L4_KIP_OFFS_READ_NS      = 0x980,
	L4_KIP_MEM_DESCS         = 64,
};

struct l4_kip_platform_info {
	char name[16];
	l4_uint32_t is_mp;
	struct l4_kip_platform_info_arch arch;
};

typedef struct l4_kernel_info_t {
	l4_uint32_t magic;
	l4_uint32_t version;
	l4_uint8_t offset_version_strings; /* in 16-byte units from the page's start */
	l4_uint8_t _fill0[3];
	l4_uint8_t kip_sys_calls;
	l4_uint8_t node;
	l4_uint8_t _fill1[2];
	l4_uint64_t sigma0_ip;
	l4_uint64_t root_ip;
	l4_uint64_t _clock_val;    /* not maintained: call the functions */
	l4_uint64_t frequency_cpu; /* kHz */
	l4_uint64_t acpi_rsdp_addr;
	l4_uint64_t dt_addr;
	l4_uint64_t user_ptr; /* physical address of l4util_l4mod_info */
	l4_uint64_t reserved0;
	l4_uint32_t scheduler_granularity; /* microseconds */
	l4_uint32_t mem_descs;             /* byte offset of the memory descriptors */
	l4_uint32_t mem_descs_num;
	l4_uint32_t reserved1;
	l4_uint32_t reserved2[4];
	struct l4_kip_platform_info platform_info;
} l4_kernel_info_t;

_Static_assert(offsetof(l4_kernel_info_t, sigma0_ip) == 0x10, "KIP layout");
_Static_assert(offsetof(l4_kernel_info_t, user_ptr) == 0x40, "KIP layout");
_Static_assert(offsetof(l4_kernel_info_t, mem_descs) == 0x54, "KIP layout");
_Static_assert(offsetof(l4_kernel_info_t, platform_info) == 0x70, "KIP layout");
_Static_assert(offsetof(l4_kernel_info_t, platform_info.arch) == 0x84, "KIP layout");
_Static_assert(sizeof(l4_kernel_info_t) == L4_KIP_STRUCT_SIZE, "KIP layout");

/* One memory descriptor: word 0 = start | flags | type, word 1 = last byte (1 KiB granular). */
typedef struct l4_kernel_info_mem_desc_t {
	l4_umword_t l; /* start 1 KiB aligned | virtual << 9 | eager << 8 | sub-type << 4 | type */
	l4_umword_t h; /* end, low 10 bits read as ones */
} l4_kernel_info_mem_desc_t;

enum l4_mem_type_t {
	l4_mem_type_undefined    = 0,
	l4_mem_type_conventional = 1,
	l4_mem_type_reserved     = 2,
	l4_mem_type_dedicated    = 3,
	l4_mem_type_shared       = 4,
	l4_mem_type_kernel_tmp   = 7,
	l4_mem_type_info         = 0xd,
	l4_mem_type_bootloader   = 0xe,
	l4_mem_type_archspecific = 0xf,
	L4_MEM_DESC_EAGER        = 1 << 8,
	L4_MEM_DESC_VIRTUAL      = 1 << 9,
	l4_mem_sub_reserved_heap = 1,
	l4_mem_sub_info_rsdp     = 0,
};

/* What user_ptr points to (§11.4): the boot modules, all addresses physical. */
typedef struct l4util_l4mod_mod {
	l4_uint64_t flags; /* bits 2..0: 0 plain, 1 kernel, 2 sigma0, 3 root task */
	l4_uint64_t mod_start;
	l4_uint64_t mod_end; /* first byte behind the module */
	l4_uint64_t cmdline; /* zero-terminated; starts with the module's name */
} l4util_l4mod_mod;

typedef struct l4util_l4mod_info {
	l4_uint64_t flags;
	l4_uint64_t cmdline;
	l4_uint64_t mods_addr; /* array of l4util_l4mod_mod */
	l4_uint32_t mods_count;
	l4_uint32_t pad;
	l4_uint64_t vbe_ctrl_info;
	l4_uint64_t vbe_mode_info;
} l4util_l4mod_info;

enum l4util_l4mod_flags {
	L4MOD_FLAG_NONE     = 0,
	L4MOD_FLAG_KERNEL   = 1,
	L4MOD_FLAG_SIGMA0   = 2,
	L4MOD_FLAG_ROOTTASK = 3,
	L4MOD_FLAG_MASK     = 7,
};

_Static_assert(sizeof(l4util_l4mod_info) == 48, "module info is 48 bytes");
_Static_assert(sizeof(l4util_l4mod_mod) == 32, "a module record is 32 bytes");

#endif
