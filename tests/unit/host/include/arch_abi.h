/*
 * What of the kernel interface is particular to the host port: as on x86-64, but for the exception
 * frame, which is that of <arch/defs.h>.
 */
#ifndef L4_ABI_ARCH_H
#define L4_ABI_ARCH_H

#include "kernel/abi/l4_types.h"

#define L4_ARCH_NAME       "host"
#define L4_USER_MAX        0x00007fffffffffffUL
#define L4_BOOT_UTCB_AREA  0x0000007fff000000UL

#define L4_EX_REGS_REFUSED 0xff000000UL

enum {
	L4_SUPERPAGESHIFT         = 21,
	L4_EXC_WORDS              = 3,
	L4_EXC_EXTRA_WORD         = 0,
	L4_KIP_STRUCT_SIZE        = 0x90,
	L4_EXC_FRAME_WORDS        = 3,
	L4_CAP_SPACE_SIZE         = 65536,
	L4_PAGE_FAULT_BIT0_ABSENT = 0,
};

typedef struct l4_exc_regs_t {
	l4_umword_t ip, sp, flags;
} l4_exc_regs_t;

typedef l4_exc_regs_t l4_vcpu_regs_t;
typedef l4_exc_regs_t l4_pf_trampoline_regs_t;

struct l4_kip_platform_info_arch {
	l4_uint32_t reserved[3];
};

static inline void l4_exc_set_cause(l4_exc_regs_t *r, l4_umword_t cause)
{
	(void)r, (void)cause;
}

static inline l4_umword_t l4_exc_cause(const l4_exc_regs_t *r)
{
	(void)r;
	return 0;
}

static inline l4_umword_t l4_exc_sp(const l4_exc_regs_t *r)
{
	return r->sp;
}

typedef struct l4_vcpu_ipc_regs_t {
	l4_msgtag_t tag;
	l4_umword_t label;
} l4_vcpu_ipc_regs_t;

typedef struct l4_vcpu_arch_state_t {
	l4_umword_t unused;
} l4_vcpu_arch_state_t;

enum {
	L4_EXC_CAUSE_VCPU_IPC  = 1,
	L4_VCPU_STATE_VERSION  = 0,
	L4_VCPU_STATE_OFFSET   = 104,
	L4_VCPU_STATE_BYTES    = 152,
	L4_VCPU_STATE_EXT_SIZE = 0x400,
};

#endif
