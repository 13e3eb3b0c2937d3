/*
 * What of the kernel interface is particular to x86-64: the exception frame, address-space limits,
 * the place of the boot tasks' UTCBs. Source: abi sheet §1.1, §1.4, §4.2, §10.4, §11.2.
 */
#ifndef L4_ABI_ARCH_H
#define L4_ABI_ARCH_H

#include "kernel/abi/l4_types.h"

#define L4_ARCH_NAME          "amd64"
#define L4_USER_MAX           0x00007fffffffffffUL /* last user address */
#define L4_BOOT_UTCB_AREA     0x0000007fff000000UL /* KU page of sigma0 and of the root task */
#define L4_EXC_TRAP_TRIGGER   0xff         /* trap number of an exception that ex_regs asked for */
#define L4_EXC_TRAP_VCPU_IPC  0xfe         /* trap number of a vCPU's IPC upcall */
#define L4_EX_REGS_REFUSED    0xff000000UL /* flags that belong to other machines */
#define L4_EXC_TRAP_ALIEN     253          /* trap number of a reported system call */

/* Addresses that are none: the hole between the two canonical halves (KIP memory descriptor). */
#define L4_ADDRESS_HOLE_START 0x0000800000000000UL
#define L4_ADDRESS_HOLE_END   0xffff7fffffffffffUL

/* Program header of an ELF file (System V ABI); the word sizes order its fields differently. */
#define L4_ELF_MACHINE        62 /* EM_X86_64 */
#define L4_ELF_SEGMENT                                                           \
	{                                                                        \
		uint32_t type, flags;                                            \
		l4_umword_t offset, va, pa, file_bytes, memory_bytes, alignment; \
	}

enum {
	L4_SUPERPAGESHIFT  = 21,
	L4_EXC_WORDS       = 26, /* words of an exception message */
	L4_EXC_EXTRA_WORD  = 0,  /* of a reply, for the thread's UTCB: none */
	L4_EXC_FRAME_WORDS = 23, /* its first part: what the CPU needs to go on */
	L4_KIP_STRUCT_SIZE = 0x90,
	L4_CAP_SPACE_SIZE  = 65536, /* highest capability index + 1 (§2.3) */
};

/* Exception message, from MR0 on; some registers have another name in the state of a vCPU. */
typedef struct l4_exc_regs_t {
	l4_umword_t r15, r14, r13, r12, r11, r10, r9, r8;
	L4_EXC_REG(rdi, di);
	L4_EXC_REG(rsi, si);
	L4_EXC_REG(rbp, bp);
	l4_umword_t pfa; /* CR2 */
	L4_EXC_REG(rbx, bx);
	L4_EXC_REG(rdx, dx);
	L4_EXC_REG(rcx, cx);
	L4_EXC_REG(rax, ax);
	l4_umword_t trapno, err, ip;
	L4_EXC_REG(dummy1, cs);
	l4_umword_t flags, sp, ss;
	l4_umword_t fs_base, gs_base;
	l4_uint16_t ds, es, fs, gs;
} l4_exc_regs_t;

typedef l4_exc_regs_t l4_vcpu_regs_t;

/* What the handler of a page-fault trampoline may see of the registers (abi sheet §9.5). */
typedef struct l4_pf_trampoline_regs_t {
	l4_umword_t reserved1[11], pfa, reserved2[6], ip, reserved3[4];
} l4_pf_trampoline_regs_t;

_Static_assert(sizeof(l4_pf_trampoline_regs_t) == L4_EXC_FRAME_WORDS * 8, "first part of a frame");

/* What the kernel info page says of the machine. */
struct l4_kip_platform_info_arch {
	l4_uint32_t reserved[3];
};

_Static_assert(sizeof(l4_exc_regs_t) == L4_EXC_WORDS * sizeof(l4_umword_t), "exception frame");
_Static_assert(offsetof(l4_exc_regs_t, ip) == 18 * 8, "exception frame");

/* Bit 0 of a page fault's MR0 tells that the page was there (abi sheet §9.1). */
#define L4_PAGE_FAULT_BIT0_ABSENT 0

/** What kind of exception @p r tells: the trap number. */
static inline l4_umword_t l4_exc_cause(const l4_exc_regs_t *r)
{
	return r->trapno;
}

/** Make @p r tell @p cause. */
static inline void l4_exc_set_cause(l4_exc_regs_t *r, l4_umword_t cause)
{
	r->trapno = cause;
	r->err    = 0;
}

static inline l4_umword_t l4_exc_sp(const l4_exc_regs_t *r)
{
	return r->sp;
}

#define L4_EXC_CAUSE_VCPU_IPC L4_EXC_TRAP_VCPU_IPC

/* Parts of a vCPU's state (abi sheet §13.1). */
typedef struct l4_vcpu_ipc_regs_t {
	l4_umword_t reserved;
	l4_umword_t label;
	l4_umword_t reserved2[5];
	l4_msgtag_t tag;
} l4_vcpu_ipc_regs_t;

typedef struct l4_vcpu_arch_state_t {
	l4_umword_t host_fs_base, host_gs_base; /* loaded when user mode ends */
	l4_uint16_t host_ds, host_es, host_fs, host_gs;
	l4_uint16_t user_ds32, user_cs64, user_cs32; /* selectors that user mode can use */
} l4_vcpu_arch_state_t;

enum {
	L4_VCPU_STATE_VERSION = 0x26,
	L4_VCPU_STATE_SIZE    = 0x200, /* room that programs leave for it */
	L4_VCPU_STATE_OFFSET  = 0x150, /* of the field "state" */
	L4_VCPU_STATE_BYTES   = 0x198,

	/* With hardware virtualization the state is a page: what the CPU can do, and the guest. */
	L4_VCPU_STATE_EXT_SIZE   = L4_PAGESIZE,
	L4_VCPU_OFFSET_EXT_INFOS = 0x200,
	L4_VCPU_OFFSET_EXT_STATE = 0x400,
};

/* What people call the words of an exception message, in its order. */
#define L4_EXC_REGISTER_NAMES                                                                    \
	"r15", "r14", "r13", "r12", "r11", "r10", "r9", "r8", "rdi", "rsi", "rbp", "pfa", "rbx", \
		"rdx", "rcx", "rax", "trap", "err", "ip", "cs", "flags", "sp", "ss", "fs_base",  \
		"gs_base", "selectors"

#endif
