/* Values: abi sheet §8.3. */
#include <l4/sys/thread.h>
#include "check.h"

HAS_TWINS(l4_msgtag_t, l4_thread_ex_regs, (l4_cap_idx_t, l4_addr_t, l4_addr_t, l4_umword_t));
HAS_TWINS(l4_msgtag_t, l4_thread_ex_regs_ret,
	  (l4_cap_idx_t, l4_addr_t *, l4_addr_t *, l4_umword_t *));
HAS(void, l4_thread_control_start, (void));
HAS(void, l4_thread_control_start_u, (l4_utcb_t *));
HAS_TWINS(void, l4_thread_control_pager, (l4_cap_idx_t));
HAS_TWINS(void, l4_thread_control_exc_handler, (l4_cap_idx_t));
HAS_TWINS(void, l4_thread_control_bind, (l4_utcb_t *, l4_cap_idx_t));
HAS(void, l4_thread_control_alien, (int));
HAS(void, l4_thread_control_alien_u, (l4_utcb_t *, int));
HAS_TWINS(l4_msgtag_t, l4_thread_control_commit, (l4_cap_idx_t));
HAS(l4_msgtag_t, l4_thread_yield, (void));
HAS_TWINS(l4_msgtag_t, l4_thread_switch, (l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_thread_stats_time, (l4_cap_idx_t, l4_kernel_clock_t *));
HAS(l4_msgtag_t, l4_thread_vcpu_resume_start, (void));
HAS(l4_msgtag_t, l4_thread_vcpu_resume_start_u, (l4_utcb_t *));
HAS_TWINS(l4_msgtag_t, l4_thread_vcpu_resume_commit, (l4_cap_idx_t, l4_msgtag_t));
HAS_TWINS(l4_msgtag_t, l4_thread_vcpu_control, (l4_cap_idx_t, l4_addr_t));
HAS_TWINS(l4_msgtag_t, l4_thread_vcpu_control_ext, (l4_cap_idx_t, l4_addr_t));
HAS_TWINS(l4_msgtag_t, l4_thread_register_del_irq, (l4_cap_idx_t, l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_thread_register_doorbell_irq, (l4_cap_idx_t, l4_cap_idx_t));
HAS(l4_msgtag_t, l4_thread_modify_sender_start, (void));
HAS(l4_msgtag_t, l4_thread_modify_sender_start_u, (l4_utcb_t *));
HAS_TWINS(int, l4_thread_modify_sender_add,
	  (l4_umword_t, l4_umword_t, l4_umword_t, l4_umword_t, l4_msgtag_t *));
HAS_TWINS(l4_msgtag_t, l4_thread_modify_sender_commit, (l4_cap_idx_t, l4_msgtag_t));

IS(L4_THREAD_CONTROL_OP, 0);
IS(L4_THREAD_EX_REGS_OP, 1);
IS(L4_THREAD_SWITCH_OP, 2);
IS(L4_THREAD_STATS_OP, 3);
IS(L4_THREAD_VCPU_RESUME_OP, 4);
IS(L4_THREAD_REGISTER_DELETE_IRQ_OP, 5);
IS(L4_THREAD_MODIFY_SENDER_OP, 6);
IS(L4_THREAD_VCPU_CONTROL_OP, 7);
IS(L4_THREAD_VCPU_CONTROL_EXT_OP, 0x10007);
IS(L4_THREAD_REGISTER_DOORBELL_IRQ_OP, 8);
IS(L4_THREAD_X86_GDT_OP, 0x10);
IS(L4_THREAD_ARM_TPIDRURO_OP, 0x10);
IS(L4_THREAD_AMD64_SET_SEGMENT_BASE_OP, 0x12);
IS(L4_THREAD_AMD64_GET_SEGMENT_INFO_OP, 0x13);
IS(L4_THREAD_OPCODE_MASK, 0xffff);
IS(L4_THREAD_CONTROL_SET_PAGER, 0x0010000);
IS(L4_THREAD_CONTROL_BIND_TASK, 0x0200000);
IS(L4_THREAD_CONTROL_ALIEN, 0x0400000);
IS(L4_THREAD_CONTROL_SET_EXC_HANDLER, 0x1000000);
IS(L4_THREAD_CONTROL_MR_IDX_FLAGS, 0);
IS(L4_THREAD_CONTROL_MR_IDX_PAGER, 1);
IS(L4_THREAD_CONTROL_MR_IDX_EXC_HANDLER, 2);
IS(L4_THREAD_CONTROL_MR_IDX_FLAG_VALS, 4);
IS(L4_THREAD_CONTROL_MR_IDX_BIND_UTCB, 5);
IS(L4_THREAD_CONTROL_MR_IDX_BIND_TASK, 6);
IS(L4_THREAD_EX_REGS_CANCEL, 0x10000);
IS(L4_THREAD_EX_REGS_TRIGGER_EXCEPTION, 0x20000);
