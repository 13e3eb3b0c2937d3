/* segment.h, and layouts of this machine. Values: abi sheet §4.2, §8.1, §8.3, §13.1. */
#include <l4/sys/kip.h>
#include <l4/sys/pf_trampoline.h>
#include <l4/sys/segment.h>
#include <l4/sys/vcpu.h>
#include "check.h"

HAS(long, fiasco_ldt_set, (l4_cap_idx_t, void *, unsigned, unsigned, l4_utcb_t *));
HAS(long, fiasco_gdt_set, (l4_cap_idx_t, void *, unsigned, unsigned, l4_utcb_t *));
HAS(unsigned, fiasco_gdt_get_entry_offset, (l4_cap_idx_t, l4_utcb_t *));
HAS(long, fiasco_amd64_set_fs, (l4_cap_idx_t, l4_umword_t, l4_utcb_t *));
HAS(long, fiasco_amd64_set_segment_base,
    (l4_cap_idx_t, enum L4_sys_segment, l4_umword_t, l4_utcb_t *));
HAS(long, fiasco_amd64_segment_info,
    (l4_cap_idx_t, unsigned *, unsigned *, unsigned *, l4_utcb_t *));

IS(L4_AMD64_SEGMENT_FS, 0);
IS(L4_AMD64_SEGMENT_GS, 1);
IS(L4_TASK_LDT_X86_ENTRY_SIZE, 8);
IS(L4_TASK_LDT_X86_MAX_ENTRIES, 61);
IS(L4_UTCB_EXCEPTION_REGS_SIZE, 26);
AT(l4_exc_regs_t, rdi, 8 * 8);
AT(l4_exc_regs_t, pfa, 11 * 8);
AT(l4_exc_regs_t, rax, 15 * 8);
AT(l4_exc_regs_t, trapno, 16 * 8);
AT(l4_exc_regs_t, ip, 18 * 8);
AT(l4_exc_regs_t, flags, 20 * 8);
AT(l4_exc_regs_t, fs_base, 23 * 8);
AT(l4_vcpu_regs_t, di, 8 * 8);
AT(l4_vcpu_regs_t, cs, 19 * 8);
AT(l4_pf_trampoline_regs_t, pfa, 11 * 8);
AT(l4_pf_trampoline_regs_t, ip, 18 * 8);
IS(L4_VCPU_STATE_VERSION, 0x26);
IS(L4_VCPU_STATE_SIZE, 0x200);
IS(L4_VCPU_STATE_EXT_SIZE, 0x1000);
IS(L4_VCPU_OFFSET_EXT_INFOS, 0x200);
IS(L4_VCPU_OFFSET_EXT_STATE, 0x400);
AT(l4_vcpu_state_t, i.label, 0x118);
AT(l4_vcpu_state_t, i.tag, 0x148);
AT(l4_vcpu_state_t, state, 0x150);
AT(l4_vcpu_state_t, user_task, 0x158);
AT(l4_vcpu_state_t, entry_sp, 0x160);
AT(l4_vcpu_state_t, entry_ip, 0x168);
AT(l4_vcpu_state_t, arch_state.host_fs_base, 0x178);
AT(l4_vcpu_state_t, arch_state.user_ds32, 0x190);
SIZE(l4_vcpu_state_t, 0x198);
SIZE(l4_kernel_info_t, 0x90);
