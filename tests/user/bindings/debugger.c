/* debugger.h, kdebug.h, ktrace.h, kdump.h, obj_info.h. Values: abi sheet §8.10. */
#include <l4/sys/debugger.h>
#include <l4/sys/kdebug.h>
#include <l4/sys/kdump.h>
#include <l4/sys/ktrace.h>
#include <l4/sys/obj_info.h>
#include "check.h"

HAS_TWINS(l4_msgtag_t, l4_debugger_set_object_name, (l4_cap_idx_t, const char *));
HAS_TWINS(l4_msgtag_t, l4_debugger_get_object_name, (l4_cap_idx_t, unsigned, char *, unsigned));
HAS_TWINS(unsigned long, l4_debugger_global_id, (l4_cap_idx_t));
HAS_TWINS(unsigned long, l4_debugger_kobj_to_id, (l4_cap_idx_t, l4_addr_t));
HAS_TWINS(long, l4_debugger_query_log_typeid, (l4_cap_idx_t, const char *, unsigned));
HAS_TWINS(long, l4_debugger_query_log_name,
	  (l4_cap_idx_t, unsigned, char *, unsigned, char *, unsigned));
HAS_TWINS(l4_msgtag_t, l4_debugger_switch_log, (l4_cap_idx_t, const char *, int));
HAS_TWINS(l4_msgtag_t, l4_debugger_add_image_info, (l4_cap_idx_t, l4_addr_t, const char *));
HAS_TWINS(l4_msgtag_t, l4_debugger_query_obj_infos,
	  (l4_cap_idx_t, l4_addr_t, l4_size_t, l4_umword_t, l4_umword_t *, l4_umword_t *));

HAS(void, l4_kd_enter, (const char *));
HAS(void, l4_kd_outnstring, (const char *, unsigned));
HAS(void, l4_kd_outstring, (const char *));
HAS(void, l4_kd_outchar, (char));
HAS(void, l4_kd_outumword, (l4_umword_t));
HAS(void, l4_kd_outhex64, (l4_uint64_t));
HAS(void, l4_kd_outhex32, (l4_uint32_t));
HAS(void, l4_kd_outhex20, (l4_uint32_t));
HAS(void, l4_kd_outhex16, (l4_uint16_t));
HAS(void, l4_kd_outhex12, (l4_uint16_t));
HAS(void, l4_kd_outhex8, (l4_uint8_t));
HAS(void, l4_kd_outdec, (l4_mword_t));
HAS(void, enter_kdebug, (const char *));
HAS(void, outnstring, (const char *, unsigned));
HAS(void, outstring, (const char *));
HAS(void, outchar, (char));
HAS(void, outumword, (l4_umword_t));
HAS(void, outhex64, (l4_uint64_t));
HAS(void, outhex32, (l4_uint32_t));
HAS(void, outhex20, (l4_uint32_t));
HAS(void, outhex16, (l4_uint16_t));
HAS(void, outhex12, (l4_uint16_t));
HAS(void, outhex8, (l4_uint8_t));
HAS(void, outdec, (l4_mword_t));

HAS(l4_msgtag_t, fiasco_tbuf_validate, (void));
HAS(l4_umword_t, fiasco_tbuf_log, (const char *));
HAS(l4_umword_t, fiasco_tbuf_log_3val, (const char *, l4_umword_t, l4_umword_t, l4_umword_t));
HAS(l4_umword_t, fiasco_tbuf_log_binary, (const unsigned char *));
HAS(void, fiasco_tbuf_clear, (void));
HAS(void, fiasco_tbuf_dump, (void));
HAS(l4_msgtag_t, fiasco_tbuf_map_status, (l4_fpage_t *));
HAS(l4_msgtag_t, fiasco_tbuf_map_slots, (l4_fpage_t *));
HAS(long, fiasco_dump_kmem_stats, (void));

IS(L4_DEBUGGER_NAME_SET_OP, 0x100);
IS(L4_DEBUGGER_GLOBAL_ID_OP, 0x101);
IS(L4_DEBUGGER_KOBJ_TO_ID_OP, 0x102);
IS(L4_DEBUGGER_QUERY_LOG_TYPEID_OP, 0x103);
IS(L4_DEBUGGER_SWITCH_LOG_OP, 0x104);
IS(L4_DEBUGGER_QUERY_NAME_OP, 0x105);
IS(L4_DEBUGGER_QUERY_LOG_NAME_OP, 0x106);
IS(L4_DEBUGGER_ADD_IMAGE_INFO_OP, 0x107);
IS(L4_DEBUGGER_NAME_GET_OP, 0x108);
IS(L4_DEBUGGER_OBJ_INFO_OP, 0x110);
IS(L4_DEBUGGER_SWITCH_LOG_ON, 1);
IS(L4_DEBUGGER_SWITCH_LOG_OFF, 0);
IS(L4_KDEBUG_GROUP_JDB, 0);
IS(L4_KDEBUG_GROUP_KOBJ, 0x100);
IS(L4_KDEBUG_GROUP_TRACE, 0x200);
IS(L4_KDEBUG_GROUP_COV, 0x400);
IS(L4_KDEBUG_GROUP_DUMP, 0x500);
SIZE(struct L4_kobj_info, 64);
