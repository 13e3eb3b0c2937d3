/* Values: abi sheet §8.9. */
#include <l4/sys/vcon.h>
#include "check.h"

HAS_TWINS(l4_msgtag_t, l4_vcon_send, (l4_cap_idx_t, const char *, unsigned));
HAS_TWINS(long, l4_vcon_write, (l4_cap_idx_t, const char *, unsigned));
HAS_TWINS(int, l4_vcon_read, (l4_cap_idx_t, char *, unsigned));
HAS_TWINS(int, l4_vcon_read_with_flags, (l4_cap_idx_t, char *, unsigned));
HAS_TWINS(l4_msgtag_t, l4_vcon_set_attr, (l4_cap_idx_t, const l4_vcon_attr_t *));
HAS_TWINS(l4_msgtag_t, l4_vcon_get_attr, (l4_cap_idx_t, l4_vcon_attr_t *));
HAS(void, l4_vcon_set_attr_raw, (l4_vcon_attr_t *));

IS(L4_VCON_WRITE_OP, 0);
IS(L4_VCON_READ_OP, 1);
IS(L4_VCON_SET_ATTR_OP, 2);
IS(L4_VCON_GET_ATTR_OP, 3);
IS(L4_VCON_WRITE_SIZE, 61 * sizeof(long));
IS(L4_VCON_READ_SIZE, 62 * sizeof(long));
IS(L4_VCON_READ_SIZE_MASK, 0x3fffffff);
IS(L4_VCON_READ_STAT_BREAK, 0x40000000);
IS(L4_VCON_READ_STAT_DONE, 0x80000000UL);
IS(L4_VCON_INLCR, 0100);
IS(L4_VCON_IGNCR, 0200);
IS(L4_VCON_ICRNL, 0400);
IS(L4_VCON_ONLCR, 04);
IS(L4_VCON_OCRNL, 010);
IS(L4_VCON_ONLRET, 040);
IS(L4_VCON_ICANON, 02);
IS(L4_VCON_ECHO, 010);
