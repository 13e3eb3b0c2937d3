/* Values: abi sheet §8.1. */
#include <l4/sys/task.h>
#include "check.h"

HAS_TWINS(l4_msgtag_t, l4_task_map, (l4_cap_idx_t, l4_cap_idx_t, l4_fpage_t, l4_umword_t));
HAS_TWINS(l4_msgtag_t, l4_task_unmap, (l4_cap_idx_t, l4_fpage_t, l4_umword_t));
HAS_TWINS(l4_msgtag_t, l4_task_unmap_batch,
	  (l4_cap_idx_t, const l4_fpage_t *, unsigned, l4_umword_t));
HAS_TWINS(l4_msgtag_t, l4_task_delete_obj, (l4_cap_idx_t, l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_task_release_cap, (l4_cap_idx_t, l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_task_cap_valid, (l4_cap_idx_t, l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_task_cap_equal, (l4_cap_idx_t, l4_cap_idx_t, l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_task_add_ku_mem, (l4_cap_idx_t, l4_fpage_t *));

IS(L4_TASK_MAP_OP, 0);
IS(L4_TASK_UNMAP_OP, 1);
IS(L4_TASK_CAP_INFO_OP, 2);
IS(L4_TASK_ADD_KU_MEM_OP, 3);
IS(L4_TASK_LDT_SET_X86_OP, 0x11);
IS(L4_TASK_MAP_VGICC_ARM_OP, 0x12);
