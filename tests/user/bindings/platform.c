/* platform_control.h, iommu.h, arm_smccc.h, thread_group.h. Values: abi sheet §8.11 to §8.15. */
#include <l4/sys/arm_smccc.h>
#include <l4/sys/iommu.h>
#include <l4/sys/platform_control.h>
#include <l4/sys/thread_group.h>
#include "check.h"

HAS_TWINS(l4_msgtag_t, l4_platform_ctl_system_suspend, (l4_cap_idx_t, l4_umword_t));
HAS_TWINS(l4_msgtag_t, l4_platform_ctl_system_shutdown, (l4_cap_idx_t, l4_umword_t));
HAS_TWINS(l4_msgtag_t, l4_platform_ctl_cpu_allow_shutdown,
	  (l4_cap_idx_t, l4_umword_t, l4_umword_t));
HAS_TWINS(l4_msgtag_t, l4_platform_ctl_cpu_enable, (l4_cap_idx_t, l4_umword_t));
HAS_TWINS(l4_msgtag_t, l4_platform_ctl_cpu_disable, (l4_cap_idx_t, l4_umword_t));
HAS_TWINS(l4_msgtag_t, l4_platform_ctl_set_task_asid, (l4_cap_idx_t, l4_cap_idx_t, l4_umword_t));
HAS_TWINS(l4_msgtag_t, l4_iommu_bind,
	  (l4_cap_idx_t, l4_uint64_t, l4_cap_idx_t, l4_uint64_t *, l4_uint64_t *));
HAS_TWINS(l4_msgtag_t, l4_iommu_unbind, (l4_cap_idx_t, l4_uint64_t, l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_arm_smccc_call,
	  (l4_cap_idx_t, l4_umword_t, l4_umword_t, l4_umword_t, l4_umword_t, l4_umword_t,
	   l4_umword_t, l4_umword_t, l4_umword_t *, l4_umword_t *, l4_umword_t *, l4_umword_t *,
	   l4_umword_t));
HAS_TWINS(l4_msgtag_t, l4_thread_group_add, (l4_cap_idx_t, l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_thread_group_remove, (l4_cap_idx_t, l4_cap_idx_t));

IS(L4_PROTO_PLATFORM_CTL, 0);
IS(L4_PLATFORM_CTL_SYS_SUSPEND_OP, 0);
IS(L4_PLATFORM_CTL_SYS_SHUTDOWN_OP, 1);
IS(L4_PLATFORM_CTL_CPU_ALLOW_SHUTDOWN_OP, 2);
IS(L4_PLATFORM_CTL_CPU_ENABLE_OP, 3);
IS(L4_PLATFORM_CTL_CPU_DISABLE_OP, 4);
IS(L4_PLATFORM_CTL_SET_TASK_ASID_OP, 0x10);
IS(L4_THREAD_GROUP_ADD_OP, 2);
IS(L4_THREAD_GROUP_REMOVE_OP, 3);
IS(L4_THREAD_GROUP_POLICY_STRICT_CORE_LOCAL, 0);
IS(L4_THREAD_GROUP_POLICY_SOFT_CORE_LOCAL, 1);
