/*
 * Protocol labels, operation codes and error numbers of the kernel interface.
 *
 * Source: abi sheet §3.2 (protocols), §3.3 and §3.4 (errors), §8 (operations). Each operation's
 * message layout is documented where it is implemented (kernel/object/) and where it is called
 * (l4re/include/l4/sys/).
 */
#ifndef L4_ABI_CONSTS_H
#define L4_ABI_CONSTS_H

#include "kernel/abi/l4_types.h"

enum L4_msgtag_protocol {
	L4_PROTO_NONE          = 0,
	L4_PROTO_ALLOW_SYSCALL = 1,
	L4_PROTO_PF_EXCEPTION  = 1,
	L4_PROTO_IRQ           = -1,
	L4_PROTO_PAGE_FAULT    = -2,
	L4_PROTO_EXCEPTION     = -5,
	L4_PROTO_SIGMA0        = -6,
	L4_PROTO_IO_PAGE_FAULT = -8,
	L4_PROTO_THREAD_GROUP  = -9,
	L4_PROTO_KOBJECT       = -10,
	L4_PROTO_TASK          = -11,
	L4_PROTO_THREAD        = -12,
	L4_PROTO_LOG           = -13,
	L4_PROTO_SCHEDULER     = -14,
	L4_PROTO_FACTORY       = -15,
	L4_PROTO_VM            = -16,
	L4_PROTO_DMA_SPACE     = -17,
	L4_PROTO_IRQ_SENDER    = -18,
	L4_PROTO_IRQ_MUX       = -19, /* history: no kernel has these objects any more */
	L4_PROTO_SEMAPHORE     = -20,
	L4_PROTO_META          = -21,
	L4_PROTO_IOMMU         = -22,
	L4_PROTO_DEBUGGER      = -23,
	L4_PROTO_SMCCC         = -24,
	L4_PROTO_VCPU_CONTEXT  = -25,
	L4_PROTO_PLATFORM_CTL  = 0,
};

/* Errors of IPC, in the UTCB's error word; bit 0 tells the receive phase from the send phase. */
enum l4_ipc_tcr_error_t {
	L4_IPC_ERROR_MASK    = 0x1f,
	L4_IPC_SND_ERR_MASK  = 0x01,
	L4_IPC_SETIMEOUT     = 0x02,
	L4_IPC_RETIMEOUT     = 0x03,
	L4_IPC_ENOT_EXISTENT = 0x04,
	L4_IPC_SECANCELED    = 0x06,
	L4_IPC_RECANCELED    = 0x07,
	L4_IPC_SEMSGCUT      = 0x08,
	L4_IPC_REMSGCUT      = 0x09,
	L4_IPC_SESNDPFTO     = 0x0a,
	L4_IPC_RESNDPFTO     = 0x0b,
	L4_IPC_SERCVPFTO     = 0x0c,
	L4_IPC_RERCVPFTO     = 0x0d,
	L4_IPC_SEABORTED     = 0x0e,
	L4_IPC_REABORTED     = 0x0f,
	L4_IPC_SEMAPFAILED   = 0x10,
	L4_IPC_REMAPFAILED   = 0x11,
	L4_IPC_NO_REPLY_CAP  = 0x13,
};

/* Errors of objects: the label of the answer is the negated number. */
enum l4_error_code_t {
	L4_EOK           = 0,
	L4_EPERM         = 1,
	L4_ENOENT        = 2,
	L4_EIO           = 5,
	L4_ENXIO         = 6,
	L4_E2BIG         = 7,
	L4_EAGAIN        = 11,
	L4_ENOMEM        = 12,
	L4_EACCESS       = 13,
	L4_EFAULT        = 14,
	L4_EBUSY         = 16,
	L4_EEXIST        = 17,
	L4_ENODEV        = 19,
	L4_ENOTDIR       = 20,
	L4_EINVAL        = 22,
	L4_ENOSPC        = 28,
	L4_ERANGE        = 34,
	L4_ENAMETOOLONG  = 36,
	L4_ENOSYS        = 38,
	L4_EBADPROTO     = 39,
	L4_EADDRNOTAVAIL = 99,
	L4_ERRNOMAX      = 100,
	L4_ENOREPLY      = 1000,
	L4_EMSGTOOSHORT  = 1001,
	L4_EMSGTOOLONG   = 1002,
	L4_EMSGMISSARG   = 1003,
	L4_EMSGERRRANGE  = 1004,
	L4_EDROPREPLY    = 1005,
	L4_EIPC_LO       = 2000,
	L4_EIPC_HI       = 2000 + 0x1f,
};

/* Task (§8.1) */
enum L4_task_ops {
	L4_TASK_MAP_OP           = 0,
	L4_TASK_UNMAP_OP         = 1,
	L4_TASK_CAP_INFO_OP      = 2,
	L4_TASK_ADD_KU_MEM_OP    = 3,
	L4_TASK_LDT_SET_X86_OP   = 0x11,
	L4_TASK_MAP_VGICC_ARM_OP = 0x12,
};

/* Gate, receive endpoint, any object with a server right (§8.2) */
enum L4_kobject_op {
	L4_KOBJECT_OP_DEC_REFCNT = 0x00,
	L4_RCV_EP_BIND_OP        = 0x10,
	L4_IPC_GATE_BIND_OP      = 0x10,
	L4_IPC_GATE_GET_INFO_OP  = 0x11,
};

/* Thread (§8.3): operation code in bits 15..0 of MR0, flags above */
enum L4_thread_ops {
	L4_THREAD_CONTROL_OP                = 0,
	L4_THREAD_EX_REGS_OP                = 1,
	L4_THREAD_SWITCH_OP                 = 2,
	L4_THREAD_STATS_OP                  = 3,
	L4_THREAD_VCPU_RESUME_OP            = 4,
	L4_THREAD_REGISTER_DELETE_IRQ_OP    = 5,
	L4_THREAD_MODIFY_SENDER_OP          = 6,
	L4_THREAD_VCPU_CONTROL_OP           = 7,
	L4_THREAD_VCPU_CONTROL_EXT_OP       = 7 | 0x10000,
	L4_THREAD_REGISTER_DOORBELL_IRQ_OP  = 8,
	L4_THREAD_PF_TRAMPOLINE_OP          = 9,
	L4_THREAD_X86_GDT_OP                = 0x10,
	L4_THREAD_ARM_TPIDRURO_OP           = 0x10,
	L4_THREAD_AMD64_SET_SEGMENT_BASE_OP = 0x12,
	L4_THREAD_AMD64_GET_SEGMENT_INFO_OP = 0x13,
	L4_THREAD_OPCODE_MASK               = 0xffff,
};

enum L4_thread_control_flags {
	L4_THREAD_CONTROL_SET_PAGER       = 0x0010000,
	L4_THREAD_CONTROL_BIND_TASK       = 0x0200000,
	L4_THREAD_CONTROL_ALIEN           = 0x0400000,
	L4_THREAD_CONTROL_SET_EXC_HANDLER = 0x1000000,
};

/* Thread (§8.3): what stands where in the message of a control operation */
enum L4_thread_control_mr_indices {
	L4_THREAD_CONTROL_MR_IDX_FLAGS       = 0,
	L4_THREAD_CONTROL_MR_IDX_PAGER       = 1,
	L4_THREAD_CONTROL_MR_IDX_EXC_HANDLER = 2,
	L4_THREAD_CONTROL_MR_IDX_FLAG_VALS   = 4,
	L4_THREAD_CONTROL_MR_IDX_BIND_UTCB   = 5,
	L4_THREAD_CONTROL_MR_IDX_BIND_TASK   = 6,
};

enum L4_thread_ex_regs_flags {
	L4_THREAD_EX_REGS_CANCEL            = 0x10000,
	L4_THREAD_EX_REGS_TRIGGER_EXCEPTION = 0x20000,
	L4_THREAD_EX_REGS_ARM_EL_MASK       = 0x3000000,
};

enum L4_thread_vcpu_control_flags {
	L4_THREAD_VCPU_CONTROL_EXTENDED = 0x10000,
};

/* IRQ and ICU (§8.5, §8.7), semaphore (§8.6) */
enum L4_irq_sender_op {
	L4_IRQ_SENDER_OP_DETACH    = 1,
	L4_IRQ_SENDER_OP_BIND_VCPU = 2,
};

enum L4_irq_mux_op {
	L4_IRQ_MUX_OP_CHAIN = 0,
};

enum L4_irq_op {
	L4_IRQ_OP_TRIGGER = 2,
	L4_IRQ_OP_EOI     = 4,
};

enum L4_icu_opcode {
	L4_ICU_OP_BIND     = 0,
	L4_ICU_OP_UNBIND   = 1,
	L4_ICU_OP_INFO     = 2,
	L4_ICU_OP_MSI_INFO = 3,
	L4_ICU_OP_EOI      = 4,
	L4_ICU_OP_UNMASK   = 4,
	L4_ICU_OP_MASK     = 5,
	L4_ICU_OP_SET_MODE = 6,
};

enum L4_icu_ctl_op {
	L4_ICU_CTL_UNMASK = 0, /* added to L4_ICU_OP_UNMASK */
	L4_ICU_CTL_MASK   = 1,
};

#define L4_ICU_FLAG_MSI 0x80000000UL

enum L4_irq_mode {
	L4_IRQ_F_NONE         = 0x00,
	L4_IRQ_F_SET_MODE     = 0x01,
	L4_IRQ_F_EDGE         = 0x00,
	L4_IRQ_F_LEVEL        = 0x02,
	L4_IRQ_F_POS          = 0x00,
	L4_IRQ_F_NEG          = 0x04,
	L4_IRQ_F_BOTH         = 0x08,
	L4_IRQ_F_MASK         = 0x0f,
	L4_IRQ_F_SET_WAKEUP   = 0x10,
	L4_IRQ_F_CLEAR_WAKEUP = 0x20,
	L4_IRQ_F_LEVEL_HIGH   = 0x3,
	L4_IRQ_F_LEVEL_LOW    = 0x7,
	L4_IRQ_F_POS_EDGE     = 0x1,
	L4_IRQ_F_NEG_EDGE     = 0x5,
	L4_IRQ_F_BOTH_EDGE    = 0x9,
};

enum L4_semaphore_op {
	L4_SEMAPHORE_OP_DOWN = 0,
};

/* Scheduler (§8.8) */
enum L4_scheduler_classes {
	L4_SCHEDULER_CLASS_FIXED_PRIO = 1 << 1,
	L4_SCHEDULER_CLASS_WFQ        = 1 << 2, /* weighted fair queuing: not in this kernel */
};

enum l4_sched_consts_t {
	L4_SCHED_MIN_PRIO = 0,
	L4_SCHED_MAX_PRIO = 255,
};

enum L4_scheduler_ops {
	L4_SCHEDULER_INFO_OP       = 0,
	L4_SCHEDULER_RUN_THREAD_OP = 1,
	L4_SCHEDULER_IDLE_TIME_OP  = 2,
};

/* Log, also called Vcon (§8.9) */
enum L4_vcon_ops {
	L4_VCON_WRITE_OP    = 0,
	L4_VCON_READ_OP     = 1,
	L4_VCON_SET_ATTR_OP = 2,
	L4_VCON_GET_ATTR_OP = 3,
};

enum L4_vcon_i_flags {
	L4_VCON_INLCR = 0100,
	L4_VCON_IGNCR = 0200,
	L4_VCON_ICRNL = 0400,
};

enum L4_vcon_o_flags {
	L4_VCON_ONLCR  = 04,
	L4_VCON_OCRNL  = 010,
	L4_VCON_ONLRET = 040,
};

enum L4_vcon_l_flags {
	L4_VCON_ICANON = 02,
	L4_VCON_ECHO   = 010,
};

/* A read answers with the number of bytes and these. */
#define L4_VCON_READ_SIZE_MASK  0x3fffffffUL
#define L4_VCON_READ_STAT_BREAK 0x40000000UL /* a break came before the bytes; never from the log */
#define L4_VCON_READ_STAT_DONE  0x80000000UL /* that was all */

enum L4_vcon_size_consts {
	L4_VCON_WRITE_SIZE = 61 * sizeof(l4_umword_t),
	L4_VCON_READ_SIZE  = 62 * sizeof(l4_umword_t),
};

/* Platform control (§8.11) */
enum L4_platform_ctl_ops {
	L4_PLATFORM_CTL_SYS_SUSPEND_OP        = 0,
	L4_PLATFORM_CTL_SYS_SHUTDOWN_OP       = 1,
	L4_PLATFORM_CTL_CPU_ALLOW_SHUTDOWN_OP = 2,
	L4_PLATFORM_CTL_CPU_ENABLE_OP         = 3,
	L4_PLATFORM_CTL_CPU_DISABLE_OP        = 4,
	L4_PLATFORM_CTL_SET_TASK_ASID_OP      = 0x10,
};

/* Debugger (§8.10): operation = group << 8 | number */
enum l4_kdebug_group_t {
	L4_KDEBUG_GROUP_JDB   = 0x000,
	L4_KDEBUG_GROUP_KOBJ  = 0x100,
	L4_KDEBUG_GROUP_TRACE = 0x200,
	L4_KDEBUG_GROUP_COV   = 0x400,
	L4_KDEBUG_GROUP_DUMP  = 0x500,
};

enum L4_debugger_ops {
	L4_DEBUGGER_ENTER_OP            = 0x000,
	L4_DEBUGGER_OUTCHAR_OP          = 0x001,
	L4_DEBUGGER_OUTNSTRING_OP       = 0x002,
	L4_DEBUGGER_OUTHEX32_OP         = 0x003,
	L4_DEBUGGER_OUTHEX20_OP         = 0x004,
	L4_DEBUGGER_OUTHEX16_OP         = 0x005,
	L4_DEBUGGER_OUTHEX12_OP         = 0x006,
	L4_DEBUGGER_OUTHEX8_OP          = 0x007,
	L4_DEBUGGER_OUTDEC_OP           = 0x008,
	L4_DEBUGGER_NAME_SET_OP         = 0x100,
	L4_DEBUGGER_GLOBAL_ID_OP        = 0x101,
	L4_DEBUGGER_KOBJ_TO_ID_OP       = 0x102,
	L4_DEBUGGER_QUERY_LOG_TYPEID_OP = 0x103,
	L4_DEBUGGER_SWITCH_LOG_OP       = 0x104,
	L4_DEBUGGER_QUERY_NAME_OP       = 0x105,
	L4_DEBUGGER_QUERY_LOG_NAME_OP   = 0x106,
	L4_DEBUGGER_ADD_IMAGE_INFO_OP   = 0x107,
	L4_DEBUGGER_NAME_GET_OP         = 0x108,
	L4_DEBUGGER_OBJ_INFO_OP         = 0x110,
	L4_DEBUGGER_TBUF_LOG_OP         = 0x201,
	L4_DEBUGGER_TBUF_CLEAR_OP       = 0x202,
	L4_DEBUGGER_TBUF_DUMP_OP        = 0x203,
	L4_DEBUGGER_TBUF_LOG_3VAL_OP    = 0x204,
	L4_DEBUGGER_TBUF_LOG_BIN_OP     = 0x205,
	L4_DEBUGGER_TBUF_MAP_STATUS_OP  = 0x210,
	L4_DEBUGGER_TBUF_MAP_SLOTS_OP   = 0x211,
	L4_DEBUGGER_MEMORY_OP           = 0x500,
	L4_DEBUGGER_FAIL_ALLOC_OP       = 0x600, /* FAIL_ALLOC=1 kernels only; see fail_alloc.h */
};

/* Factory (§8.4): arguments are pairs of a tag word, type | bytes << 16, and a value */
enum L4_varg_type {
	L4_VARG_TYPE_NIL    = 0x00,
	L4_VARG_TYPE_UMWORD = 0x01,
	L4_VARG_TYPE_SIGN   = 0x80,
	L4_VARG_TYPE_MWORD  = 0x81,
	L4_VARG_TYPE_STRING = 0x02,
	L4_VARG_TYPE_FPAGE  = 0x03,
};

/* IOMMU (§8.12) and thread group (§8.15): in the interface, in no machine of ours */
enum L4_iommu_ops {
	L4_IOMMU_BIND_OP   = 0,
	L4_IOMMU_UNBIND_OP = 1,
};

enum L4_thread_group_ops {
	L4_THREAD_GROUP_ADD_OP    = 2,
	L4_THREAD_GROUP_REMOVE_OP = 3,
};

enum L4_thread_group_policy {
	L4_THREAD_GROUP_POLICY_STRICT_CORE_LOCAL = 0, /* a thread of the sender's CPU or none */
	L4_THREAD_GROUP_POLICY_SOFT_CORE_LOCAL   = 1, /* a thread of the sender's CPU if possible */
};

/* sigma0 (§11.5): MR0 = ~0xff | id */
enum l4_sigma0_ops {
	L4_SIGMA0_REQ_MAGIC              = ~0xff,
	L4_SIGMA0_REQ_FPAGE_RAM          = ~0xff | 0x60,
	L4_SIGMA0_REQ_FPAGE_IOMEM        = ~0xff | 0x70,
	L4_SIGMA0_REQ_FPAGE_IOMEM_CACHED = ~0xff | 0x80,
	L4_SIGMA0_REQ_FPAGE_ANY          = ~0xff | 0x90,
	L4_SIGMA0_REQ_KIP                = ~0xff | 0xa0,
	L4_SIGMA0_REQ_DEBUG_DUMP         = ~0xff | 0xc0,
	L4_SIGMA0_REQ_COVERAGE_DUMP      = ~0xff | 0xe0,
};

#endif
