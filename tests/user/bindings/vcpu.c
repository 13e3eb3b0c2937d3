/* vcpu.h, pf_trampoline.h. Values: abi sheet §9.5, §13.1. */
#include <l4/sys/pf_trampoline.h>
#include <l4/sys/vcpu.h>
#include "check.h"

HAS(int, l4_vcpu_check_version, (const l4_vcpu_state_t *));
HAS_TWINS(l4_msgtag_t, l4_thread_pf_trampoline_setup, (l4_cap_idx_t, l4_pf_trampoline_t *));
HAS(l4_msgtag_t, l4_thread_pf_trampoline_resume, (void));
HAS(l4_msgtag_t, l4_thread_pf_trampoline_reflect, (void));
HAS_TWINS(l4_msgtag_t, l4_thread_pf_trampoline_disable, (l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_thread_pf_trampoline_enable, (l4_cap_idx_t));

IS(L4_VCPU_F_IRQ, 1);
IS(L4_VCPU_F_PAGE_FAULTS, 2);
IS(L4_VCPU_F_EXCEPTIONS, 4);
IS(L4_VCPU_F_USER_MODE, 0x20);
IS(L4_VCPU_F_FPU_ENABLED, 0x80);
IS(L4_VCPU_SF_IRQ_PENDING, 1);
IS(Page_fault_in_progress, 1);
IS(Trigger_exception_after_resume, 2);
AT(l4_vcpu_state_t, user_data, sizeof(long));
AT(l4_vcpu_state_t, r, 8 * sizeof(long));
AT(l4_pf_trampoline_t, saved_mr0, 3 * sizeof(long));
AT(l4_pf_trampoline_t, state, 5 * sizeof(long));

l4_umword_t as_handlers_do(l4_vcpu_state_t *v, l4_pf_trampoline_t *t);
l4_umword_t as_handlers_do(l4_vcpu_state_t *v, l4_pf_trampoline_t *t)
{
	v->saved_state |= L4_VCPU_F_IRQ;
	v->user_task = L4_INVALID_CAP;
	return v->r.ip + v->r.sp + v->r.flags + v->r.pfa + v->r.err + v->i.label + t->state.pfa +
	       t->state.ip + (l4_umword_t)l4_msgtag_label(v->i.tag);
}
