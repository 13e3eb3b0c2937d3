/*
 * The kernel debugger's capability: names of objects, ids, log classes. (abi sheet §8.10)
 *
 * Every object can be given a name (at most 15 characters are kept), which the debugger and the
 * pictures then show. Without a debugger in the kernel the calls fail, which callers may ignore.
 *
 * Protocol L4_PROTO_DEBUGGER on L4_BASE_DEBUGGER_CAP, MR0 = operation, item: the object.
 */
#ifndef L4_SYS_DEBUGGER_H
#define L4_SYS_DEBUGGER_H

#include <l4/sys/ipc.h>

enum {
	L4_DEBUGGER_SWITCH_LOG_OFF = 0,
	L4_DEBUGGER_SWITCH_LOG_ON  = 1,
};

/** Put @p text with its closing zero into message registers from @p mr on; returns words used. */
L4_INLINE unsigned l4_debugger_put_text(unsigned mr, const char *text)
{
	char *to      = (char *)&l4_utcb_mr()->mr[mr];
	unsigned room = (unsigned)((L4_UTCB_GENERIC_DATA_SIZE - 2 - mr) * sizeof(l4_umword_t));
	unsigned n;

	for (n = 0; n < room - 1 && text[n]; n++)
		to[n] = text[n];
	to[n] = '\0';
	return l4_bytes_to_mwords(n + 1);
}

/** Copy a text that was received in the message registers. */
L4_INLINE const char *l4_debugger_get_text(const char *from, char *to, unsigned size)
{
	while (*from && size > 1) {
		*to++ = *from++;
		size--;
	}
	if (size)
		*to = '\0';
	return from;
}

L4_INLINE l4_msgtag_t l4_debugger_call(l4_cap_idx_t object, unsigned words)
{
	l4_utcb_cap_argument(words, object);
	return l4_ipc_call(L4_BASE_DEBUGGER_CAP, l4_utcb(),
			   l4_msgtag(L4_PROTO_DEBUGGER, words, 1, 0), L4_IPC_NEVER);
}

L4_INLINE l4_msgtag_t l4_debugger_set_object_name(l4_cap_idx_t cap, const char *name)
{
	l4_utcb_mr()->mr[0] = L4_DEBUGGER_NAME_SET_OP;
	return l4_debugger_call(cap, 1 + l4_debugger_put_text(1, name));
}

/** Name of the object with number @p id. Errors: -L4_ENOENT. */
L4_INLINE l4_msgtag_t l4_debugger_get_object_name(l4_cap_idx_t cap, unsigned id, char *name,
						  unsigned size)
{
	l4_msgtag_t tag;

	l4_utcb_mr()->mr[0] = L4_DEBUGGER_QUERY_NAME_OP;
	l4_utcb_mr()->mr[1] = id;
	tag                 = l4_debugger_call(cap, 2);
	if (l4_error(tag) >= 0)
		l4_debugger_get_text((const char *)l4_utcb_mr()->mr, name, size);
	return tag;
}

/** The object's number, as the debugger shows it; ~0 if there is none. */
L4_INLINE unsigned long l4_debugger_global_id(l4_cap_idx_t cap)
{
	l4_utcb_mr()->mr[0] = L4_DEBUGGER_GLOBAL_ID_OP;
	return l4_error(l4_debugger_call(cap, 1)) < 0 ? ~0UL : l4_utcb_mr()->mr[0];
}

L4_INLINE unsigned long l4_debugger_kobj_to_id(l4_cap_idx_t cap, l4_addr_t kobjp)
{
	l4_utcb_mr()->mr[0] = L4_DEBUGGER_KOBJ_TO_ID_OP;
	l4_utcb_mr()->mr[1] = kobjp;
	return l4_error(l4_debugger_call(cap, 2)) < 0 ? ~0UL : l4_utcb_mr()->mr[0];
}

/** Number of the log class @p name, searched from @p idx on; negative error. */
L4_INLINE long l4_debugger_query_log_typeid(l4_cap_idx_t cap, const char *name, unsigned idx)
{
	long error;

	l4_utcb_mr()->mr[0] = L4_DEBUGGER_QUERY_LOG_TYPEID_OP;
	l4_utcb_mr()->mr[1] = idx;
	error               = l4_error(l4_debugger_call(cap, 2 + l4_debugger_put_text(2, name)));
	return error < 0 ? error : (long)l4_utcb_mr()->mr[0];
}

/** Long and short name of log class @p idx. */
L4_INLINE long l4_debugger_query_log_name(l4_cap_idx_t cap, unsigned idx, char *name,
					  unsigned namelen, char *shortname, unsigned shortnamelen)
{
	const char *text = (const char *)l4_utcb_mr()->mr;
	long error;

	l4_utcb_mr()->mr[0] = L4_DEBUGGER_QUERY_LOG_NAME_OP;
	l4_utcb_mr()->mr[1] = idx;
	error               = l4_error(l4_debugger_call(cap, 2));
	if (error < 0)
		return error;
	l4_debugger_get_text(text, name, namelen);
	l4_debugger_get_text(text + __builtin_strlen(text) + 1, shortname, shortnamelen);
	return 0;
}

/** Switch log class @p name ("" means all) on or off. Errors: -L4_ENOENT. */
L4_INLINE l4_msgtag_t l4_debugger_switch_log(l4_cap_idx_t cap, const char *name, int on_off)
{
	l4_utcb_mr()->mr[0] = L4_DEBUGGER_SWITCH_LOG_OP;
	l4_utcb_mr()->mr[1] = (l4_umword_t)on_off;
	return l4_debugger_call(cap, 2 + l4_debugger_put_text(2, name));
}

#endif
