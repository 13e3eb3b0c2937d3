/*
 * What of the kernel interface is particular to 32-bit ARM: the exception frame, address-space
 * limits, the place of the boot tasks' UTCBs. Source: abi sheet §1.1, §1.4, §4.2, §10.4, §11.2.
 */
#ifndef L4_ABI_ARCH_H
#define L4_ABI_ARCH_H

#include "kernel/abi/l4_types.h"

#define L4_ARCH_NAME          "arm"
#define L4_USER_MAX           0xbfffffffUL /* last user address */
#define L4_BOOT_UTCB_AREA     0xbfff0000UL /* KU page of sigma0 and of the root task */
#define L4_EXC_ESR_TRIGGER    0x3eUL /* syndrome class of an exception that ex_regs asked for */
#define L4_EX_REGS_REFUSED    0xfe000000UL /* all levels but EL0; flags of other machines */
#define L4_EXC_ESR_VCPU_IPC   0x3fUL       /* syndrome class of a vCPU's IPC upcall */
#define L4_ARM_KERNEL_LIB     0xffffe000UL /* fixed page: restartable atomics (§1.5) */
#define L4_ARM_SYSCALL_PAGE   0xfffff000UL

/* No address hole: an empty range. */
#define L4_ADDRESS_HOLE_START 1UL
#define L4_ADDRESS_HOLE_END   0UL

/* Program header of an ELF file (System V ABI); the word sizes order its fields differently. */
#define L4_ELF_MACHINE        40 /* EM_ARM */
#define L4_ELF_SEGMENT                                                \
	{                                                             \
		uint32_t type;                                        \
		l4_umword_t offset, va, pa, file_bytes, memory_bytes; \
		uint32_t flags;                                       \
		l4_umword_t alignment;                                \
	}

enum {
	L4_SUPERPAGESHIFT  = 21,
	L4_EXC_WORDS       = 22, /* words of an exception message */
	L4_EXC_EXTRA_WORD  = 25, /* of a reply with the error flag: for the thread's UTCB (§9.4) */
	L4_EXC_FRAME_WORDS = 20, /* its first part: what the CPU needs to go on */
	L4_KIP_STRUCT_SIZE = 0xe0,
	L4_CAP_SPACE_SIZE  = 262144, /* highest capability index + 1 (§2.3) */
};

/* Exception message, from MR0 on; some registers have another name in the state of a vCPU. */
typedef struct l4_exc_regs_t {
	l4_umword_t pfa, err; /* fault address, syndrome in HSR format */
	l4_umword_t r[13];
	l4_umword_t sp;
	L4_EXC_REG(ulr, lr);
	l4_umword_t _dummy1;
	L4_EXC_REG(pc, ip);
	L4_EXC_REG(cpsr, flags);
	l4_umword_t tpidruro, tpidrurw;
} l4_exc_regs_t;

typedef l4_exc_regs_t l4_vcpu_regs_t;

/* What the handler of a page-fault trampoline may see of the registers (abi sheet §9.5). */
typedef struct l4_pf_trampoline_regs_t {
	l4_umword_t pfa, reserved1[17], ip, reserved2;
} l4_pf_trampoline_regs_t;

_Static_assert(sizeof(l4_pf_trampoline_regs_t) == L4_EXC_FRAME_WORDS * 4, "first part of a frame");

/* What the kernel info page says of the machine: the boot CPU's identification registers. */
struct l4_kip_platform_info_arch {
	struct {
		l4_uint32_t MIDR, CTR, TCMTR, TLBTR, MPIDR, REVIDR;
		l4_uint32_t ID_PFR[2], ID_DFR0, ID_AFR0, ID_MMFR[4], ID_ISAR[6];
	} cpuinfo;
	l4_uint32_t reserved[3];
};

_Static_assert(sizeof(l4_exc_regs_t) == L4_EXC_WORDS * sizeof(l4_umword_t), "exception frame");
_Static_assert(offsetof(l4_exc_regs_t, pc) == 18 * 4, "exception frame");

/* Bit 0 of a page fault's MR0 tells that no page was there (abi sheet §9.1). */
#define L4_PAGE_FAULT_BIT0_ABSENT 1

/** What kind of exception @p r tells: the class of its syndrome. */
static inline l4_umword_t l4_exc_cause(const l4_exc_regs_t *r)
{
	return r->err >> 26;
}

/** Make @p r tell @p cause. */
static inline void l4_exc_set_cause(l4_exc_regs_t *r, l4_umword_t cause)
{
	r->err = cause << 26 | 1UL << 25; /* class; 32-bit instruction */
}

static inline l4_umword_t l4_exc_sp(const l4_exc_regs_t *r)
{
	return r->sp;
}

#define L4_EXC_CAUSE_VCPU_IPC L4_EXC_ESR_VCPU_IPC

/* Parts of a vCPU's state (abi sheet §13.1). */
typedef struct l4_vcpu_ipc_regs_t {
	l4_msgtag_t tag;
	l4_umword_t reserved[3];
	l4_umword_t label;
	l4_umword_t reserved2[8];
} l4_vcpu_ipc_regs_t;

typedef struct l4_vcpu_arch_state_t {
	l4_umword_t host_tpidruro; /* loaded when user mode ends */
} l4_vcpu_arch_state_t;

enum {
	L4_VCPU_STATE_VERSION = 0x38,
	L4_VCPU_STATE_SIZE    = 0x100, /* room that programs leave for it */
	L4_VCPU_STATE_OFFSET  = 0xac,  /* of the field "state" */
	L4_VCPU_STATE_BYTES   = 0xc8,

	/* With hardware virtualization more follows: what the CPU can do, and the guest. */
	L4_VCPU_STATE_EXT_SIZE   = 0x400,
	L4_VCPU_OFFSET_EXT_INFOS = 0x100,
	L4_VCPU_OFFSET_EXT_STATE = 0x180,
};

/* What people call the words of an exception message, in its order. */
#define L4_EXC_REGISTER_NAMES                                                                   \
	"pfa", "err", "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", \
		"r12", "sp", "lr", "-", "pc", "cpsr", "tpidruro", "tpidrurw"

#endif
