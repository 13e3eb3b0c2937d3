/* What only this machine has, and its layouts. Values: abi sheet §1.3, §1.5, §4.2, §8.1, §8.3, §13.1. */
#include <l4/sys/atomic.h>
#include <l4/sys/cache.h>
#include <l4/sys/kip.h>
#include <l4/sys/mem_op.h>
#include <l4/sys/pf_trampoline.h>
#include <l4/sys/task.h>
#include <l4/sys/thread.h>
#include <l4/sys/vcpu.h>
#include "check.h"

HAS_TWINS(l4_msgtag_t, l4_thread_arm_set_tpidruro, (l4_cap_idx_t, l4_addr_t));
HAS_TWINS(l4_msgtag_t, l4_task_vgicc_map, (l4_cap_idx_t, l4_fpage_t));
HAS(unsigned long, l4_mem_read, (unsigned long, unsigned));
HAS(void, l4_mem_write, (unsigned long, unsigned, unsigned long));
HAS(long, l4_atomic_add, (volatile long *, long));
HAS(long, l4_atomic_xchg, (volatile long *, long));
HAS(long, l4_atomic_cmpxchg, (volatile long *, long, long));

IS(L4_SYSCALL_INVOKE, 0);
IS(L4_SYSCALL_MEM_OP, 1);
IS(L4_MEM_CACHE_OP_CLEAN_DATA, 0);
IS(L4_MEM_CACHE_OP_FLUSH_DATA, 1);
IS(L4_MEM_CACHE_OP_INV_DATA, 2);
IS(L4_MEM_CACHE_OP_COHERENT, 3);
IS(L4_MEM_CACHE_OP_DMA_COHERENT, 4);
IS(L4_MEM_CACHE_OP_DMA_COHERENT_FULL, 5);
IS(L4_MEM_OP_MEM_READ, 0x10);
IS(L4_MEM_OP_MEM_WRITE, 0x11);
IS(L4_MEM_WIDTH_1BYTE, 0);
IS(L4_MEM_WIDTH_2BYTE, 1);
IS(L4_MEM_WIDTH_4BYTE, 2);
IS(L4_THREAD_EX_REGS_ARM_SET_EL_MASK, 0x3000000);
IS(L4_THREAD_EX_REGS_ARM_SET_EL_KEEP, 0);
IS(L4_THREAD_EX_REGS_ARM_SET_EL_EL0, 0x1000000);
IS(L4_THREAD_EX_REGS_ARM_SET_EL_EL1, 0x2000000);
IS(L4_ARM_ATOMIC_ADD, 0xffffe000);
IS(L4_ARM_ATOMIC_CMPXCHG, 0xffffe100);
IS(L4_ARM_ATOMIC_XCHG, 0xffffe200);
IS(L4_UTCB_EXCEPTION_REGS_SIZE, 22);
AT(l4_exc_regs_t, err, 4);
AT(l4_exc_regs_t, r, 8);
AT(l4_exc_regs_t, sp, 15 * 4);
AT(l4_exc_regs_t, ulr, 16 * 4);
AT(l4_exc_regs_t, pc, 18 * 4);
AT(l4_exc_regs_t, cpsr, 19 * 4);
AT(l4_exc_regs_t, tpidruro, 20 * 4);
AT(l4_vcpu_regs_t, lr, 16 * 4);
AT(l4_vcpu_regs_t, ip, 18 * 4);
AT(l4_vcpu_regs_t, flags, 19 * 4);
AT(l4_pf_trampoline_regs_t, ip, 18 * 4);
IS(L4_VCPU_STATE_VERSION, 0x38);
IS(L4_VCPU_STATE_SIZE, 0x100);
IS(L4_VCPU_STATE_EXT_SIZE, 0x400);
IS(L4_VCPU_OFFSET_EXT_INFOS, 0x100);
IS(L4_VCPU_OFFSET_EXT_STATE, 0x180);
AT(l4_vcpu_state_t, i.tag, 0x78);
AT(l4_vcpu_state_t, i.label, 0x88);
AT(l4_vcpu_state_t, state, 0xac);
AT(l4_vcpu_state_t, user_task, 0xb4);
AT(l4_vcpu_state_t, entry_sp, 0xb8);
AT(l4_vcpu_state_t, entry_ip, 0xbc);
AT(l4_vcpu_state_t, arch_state.host_tpidruro, 0xc4);
SIZE(l4_vcpu_state_t, 0xc8);
SIZE(l4_kernel_info_t, 0xe0);
AT(l4_kernel_info_t, platform_info.arch.cpuinfo.ID_ISAR, 0x84 + 14 * 4);
