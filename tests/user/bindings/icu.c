/* Values: abi sheet §8.7. */
#include <l4/sys/icu.h>
#include "check.h"

HAS_TWINS(l4_msgtag_t, l4_icu_bind, (l4_cap_idx_t, unsigned, l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_icu_unbind, (l4_cap_idx_t, unsigned, l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_icu_set_mode, (l4_cap_idx_t, unsigned, l4_umword_t));
HAS_TWINS(l4_msgtag_t, l4_icu_info, (l4_cap_idx_t, l4_icu_info_t *));
HAS_TWINS(l4_msgtag_t, l4_icu_msi_info, (l4_cap_idx_t, unsigned, l4_uint64_t, l4_icu_msi_info_t *));
HAS_TWINS(l4_msgtag_t, l4_icu_unmask, (l4_cap_idx_t, unsigned, l4_umword_t *, l4_timeout_t));
HAS_TWINS(l4_msgtag_t, l4_icu_mask, (l4_cap_idx_t, unsigned, l4_umword_t *, l4_timeout_t));
HAS(l4_msgtag_t, l4_icu_control_u,
    (l4_cap_idx_t, unsigned, unsigned, l4_umword_t *, l4_timeout_t, l4_utcb_t *));

IS(L4_ICU_OP_BIND, 0);
IS(L4_ICU_OP_UNBIND, 1);
IS(L4_ICU_OP_INFO, 2);
IS(L4_ICU_OP_MSI_INFO, 3);
IS(L4_ICU_OP_UNMASK, 4);
IS(L4_ICU_OP_MASK, 5);
IS(L4_ICU_OP_SET_MODE, 6);
IS(L4_ICU_FLAG_MSI, 0x80000000UL);
IS(L4_IRQ_F_NONE, 0);
IS(L4_IRQ_F_EDGE, 0);
IS(L4_IRQ_F_LEVEL, 2);
IS(L4_IRQ_F_POS, 0);
IS(L4_IRQ_F_NEG, 4);
IS(L4_IRQ_F_BOTH, 8);
IS(L4_IRQ_F_LEVEL_HIGH, 3);
IS(L4_IRQ_F_LEVEL_LOW, 7);
IS(L4_IRQ_F_POS_EDGE, 1);
IS(L4_IRQ_F_NEG_EDGE, 5);
IS(L4_IRQ_F_BOTH_EDGE, 9);
IS(L4_IRQ_F_MASK, 0xf);
IS(L4_IRQ_F_SET_WAKEUP, 0x10);
IS(L4_IRQ_F_CLEAR_WAKEUP, 0x20);
IS(L4_ICU_CTL_UNMASK, 0);
IS(L4_ICU_CTL_MASK, 1);
AT(l4_icu_msi_info_t, msi_data, 8);
