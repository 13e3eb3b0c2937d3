/* Values: abi sheet §8.4. */
#include <l4/sys/factory.h>
#include "check.h"

HAS_TWINS(l4_msgtag_t, l4_factory_create_task, (l4_cap_idx_t, l4_cap_idx_t, l4_fpage_t *));
HAS_TWINS(l4_msgtag_t, l4_factory_create_thread, (l4_cap_idx_t, l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_factory_create_factory, (l4_cap_idx_t, l4_cap_idx_t, unsigned long));
HAS_TWINS(l4_msgtag_t, l4_factory_create_gate,
	  (l4_cap_idx_t, l4_cap_idx_t, l4_cap_idx_t, l4_umword_t));
HAS_TWINS(l4_msgtag_t, l4_factory_create_irq, (l4_cap_idx_t, l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_factory_create_vm, (l4_cap_idx_t, l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_factory_create_vcpu_context, (l4_cap_idx_t, l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_factory_create, (l4_cap_idx_t, long, l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_factory_create_start, (long, l4_cap_idx_t));
HAS_TWINS(int, l4_factory_create_add_fpage, (l4_fpage_t, l4_msgtag_t *));
HAS_TWINS(int, l4_factory_create_add_int, (l4_mword_t, l4_msgtag_t *));
HAS_TWINS(int, l4_factory_create_add_uint, (l4_umword_t, l4_msgtag_t *));
HAS_TWINS(int, l4_factory_create_add_str, (const char *, l4_msgtag_t *));
HAS_TWINS(int, l4_factory_create_add_lstr, (const char *, unsigned, l4_msgtag_t *));
HAS_TWINS(int, l4_factory_create_add_nil, (l4_msgtag_t *));
HAS_TWINS(l4_msgtag_t, l4_factory_create_commit, (l4_cap_idx_t, l4_msgtag_t));

IS(L4_VARG_TYPE_NIL, 0);
IS(L4_VARG_TYPE_UMWORD, 0x01);
IS(L4_VARG_TYPE_MWORD, 0x81);
IS(L4_VARG_TYPE_STRING, 2);
IS(L4_VARG_TYPE_FPAGE, 3);
