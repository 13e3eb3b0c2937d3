/*
 * The kernel debugger's capability: names of objects, ids, log classes. (abi sheet §8.10)
 *
 * Every object can be given a name (at most 15 characters are kept), which the debugger and the
 * pictures then show. Without a debugger in the kernel the calls fail, which callers may ignore.
 *
 * All are l4_invoke_debugger(): protocol L4_PROTO_DEBUGGER on L4_BASE_DEBUGGER_CAP, MR0 = operation,
 * item: the object. Where a function is not about an object, any capability will do, usually the
 * debugger's own. Error common to all: -L4_EINVAL (the slot is empty).
 */
#ifndef L4_SYS_DEBUGGER_H
#define L4_SYS_DEBUGGER_H

#include <l4/sys/kernel_object.h>

enum {
	L4_DEBUGGER_SWITCH_LOG_OFF = 0,
	L4_DEBUGGER_SWITCH_LOG_ON  = 1,
};

/** Put @p text with its closing zero into message registers from @p mr on; returns words used. */
L4_INLINE unsigned l4_debugger_put_text(unsigned mr, const char *text, l4_utcb_t *utcb)
{
	char *to      = (char *)&utcb->mr[mr];
	unsigned room = (unsigned)((L4_UTCB_GENERIC_DATA_SIZE - 2 - mr) * sizeof(l4_umword_t));
	unsigned n;

	for (n = 0; n < room - 1 && text[n]; n++)
		to[n] = text[n];
	to[n] = '\0';
	return l4_bytes_to_mwords(n + 1);
}

/** Copy a text that was received in the message registers. */
L4_INLINE void l4_debugger_get_text(const char *from, char *to, unsigned size)
{
	while (*from && size > 1) {
		*to++ = *from++;
		size--;
	}
	if (size)
		*to = '\0';
}

/** Send the message of @p words words in the UTCB. */
L4_INLINE l4_msgtag_t l4_debugger_call_u(l4_cap_idx_t object, unsigned words, l4_utcb_t *utcb)
{
	return l4_invoke_debugger(object, l4_msgtag(0, words, 0, 0), utcb);
}

/** Name the object behind @p cap. MR0 = 0x100, MR1.. text. Error: -L4_ENOMEM. */
L4_INLINE l4_msgtag_t l4_debugger_set_object_name_u(l4_cap_idx_t cap, const char *name,
						    l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_DEBUGGER_NAME_SET_OP;
	return l4_debugger_call_u(cap, 1 + l4_debugger_put_text(1, name, utcb), utcb);
}

L4_INLINE l4_msgtag_t l4_debugger_set_object_name(l4_cap_idx_t cap, const char *name)
{
	return l4_debugger_set_object_name_u(cap, name, l4_utcb());
}

/** Name of the object with number @p id. MR0 = 0x105, MR1 = id. Answer: text. Error: -L4_ENOENT. */
L4_INLINE l4_msgtag_t l4_debugger_get_object_name_u(l4_cap_idx_t cap, unsigned id, char *name,
						    unsigned size, l4_utcb_t *utcb)
{
	l4_msgtag_t tag;

	utcb->mr[0] = L4_DEBUGGER_QUERY_NAME_OP;
	utcb->mr[1] = id;
	tag         = l4_debugger_call_u(cap, 2, utcb);
	if (l4_error_u(tag, utcb) >= 0)
		l4_debugger_get_text((const char *)utcb->mr, name, size);
	return tag;
}

L4_INLINE l4_msgtag_t l4_debugger_get_object_name(l4_cap_idx_t cap, unsigned id, char *name,
						  unsigned size)
{
	return l4_debugger_get_object_name_u(cap, id, name, size, l4_utcb());
}

/** Name of the object behind @p cap itself. MR0 = 0x108. Answer: text. Error: -L4_ENOENT. */
L4_INLINE l4_msgtag_t l4_debugger_get_own_name_u(l4_cap_idx_t cap, char *name, unsigned size,
						 l4_utcb_t *utcb)
{
	l4_msgtag_t tag;

	utcb->mr[0] = L4_DEBUGGER_NAME_GET_OP;
	tag         = l4_debugger_call_u(cap, 1, utcb);
	if (l4_error_u(tag, utcb) >= 0)
		l4_debugger_get_text((const char *)utcb->mr, name, size);
	return tag;
}

L4_INLINE l4_msgtag_t l4_debugger_get_own_name(l4_cap_idx_t cap, char *name, unsigned size)
{
	return l4_debugger_get_own_name_u(cap, name, size, l4_utcb());
}

/** The object's number, as the debugger shows it; ~0 if there is none. MR0 = 0x101. Answer: MR0. */
L4_INLINE unsigned long l4_debugger_global_id_u(l4_cap_idx_t cap, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_DEBUGGER_GLOBAL_ID_OP;
	return l4_error_u(l4_debugger_call_u(cap, 1, utcb), utcb) < 0 ? ~0UL : utcb->mr[0];
}

L4_INLINE unsigned long l4_debugger_global_id(l4_cap_idx_t cap)
{
	return l4_debugger_global_id_u(cap, l4_utcb());
}

/** Number of the object at kernel address @p kobjp, or ~0. MR0 = 0x102, MR1. Answer: MR0. */
L4_INLINE unsigned long l4_debugger_kobj_to_id_u(l4_cap_idx_t cap, l4_addr_t kobjp, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_DEBUGGER_KOBJ_TO_ID_OP;
	utcb->mr[1] = kobjp;
	return l4_error_u(l4_debugger_call_u(cap, 2, utcb), utcb) < 0 ? ~0UL : utcb->mr[0];
}

L4_INLINE unsigned long l4_debugger_kobj_to_id(l4_cap_idx_t cap, l4_addr_t kobjp)
{
	return l4_debugger_kobj_to_id_u(cap, kobjp, l4_utcb());
}

/**
 * Number of the log class @p name, searched from @p idx on; negative error.
 * MR0 = 0x103, MR1 = idx, MR2.. text. Answer: MR0.
 */
L4_INLINE long l4_debugger_query_log_typeid_u(l4_cap_idx_t cap, const char *name, unsigned idx,
					      l4_utcb_t *utcb)
{
	unsigned words;
	long error;

	utcb->mr[0] = L4_DEBUGGER_QUERY_LOG_TYPEID_OP;
	utcb->mr[1] = idx;
	words       = 2 + l4_debugger_put_text(2, name, utcb);
	error       = l4_error_u(l4_debugger_call_u(cap, words, utcb), utcb);
	return error < 0 ? error : (long)utcb->mr[0];
}

L4_INLINE long l4_debugger_query_log_typeid(l4_cap_idx_t cap, const char *name, unsigned idx)
{
	return l4_debugger_query_log_typeid_u(cap, name, idx, l4_utcb());
}

/** Long and short name of log class @p idx. MR0 = 0x106, MR1. Answer: two texts. 0 or an error. */
L4_INLINE long l4_debugger_query_log_name_u(l4_cap_idx_t cap, unsigned idx, char *name,
					    unsigned namelen, char *shortname,
					    unsigned shortnamelen, l4_utcb_t *utcb)
{
	const char *text = (const char *)utcb->mr;
	long error;

	utcb->mr[0] = L4_DEBUGGER_QUERY_LOG_NAME_OP;
	utcb->mr[1] = idx;
	error       = l4_error_u(l4_debugger_call_u(cap, 2, utcb), utcb);
	if (error < 0)
		return error;
	l4_debugger_get_text(text, name, namelen);
	l4_debugger_get_text(text + __builtin_strlen(text) + 1, shortname, shortnamelen);
	return 0;
}

L4_INLINE long l4_debugger_query_log_name(l4_cap_idx_t cap, unsigned idx, char *name,
					  unsigned namelen, char *shortname, unsigned shortnamelen)
{
	return l4_debugger_query_log_name_u(cap, idx, name, namelen, shortname, shortnamelen,
					    l4_utcb());
}

/** Switch log class @p name ("" means all) on or off. MR0 = 0x104, MR1, MR2.. Error: -L4_ENOENT. */
L4_INLINE l4_msgtag_t l4_debugger_switch_log_u(l4_cap_idx_t cap, const char *name, int on_off,
					       l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_DEBUGGER_SWITCH_LOG_OP;
	utcb->mr[1] = (l4_umword_t)on_off;
	return l4_debugger_call_u(cap, 2 + l4_debugger_put_text(2, name, utcb), utcb);
}

L4_INLINE l4_msgtag_t l4_debugger_switch_log(l4_cap_idx_t cap, const char *name, int on_off)
{
	return l4_debugger_switch_log_u(cap, name, on_off, l4_utcb());
}

/**
 * The program @p name is loaded into the task @p cap, shifted by @p base from where it was linked.
 * MR0 = 0x107, MR1 = base, MR2.. text. Errors: -L4_EINVAL, -L4_ENOMEM.
 */
L4_INLINE l4_msgtag_t l4_debugger_add_image_info_u(l4_cap_idx_t cap, l4_addr_t base,
						   const char *name, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_DEBUGGER_ADD_IMAGE_INFO_OP;
	utcb->mr[1] = base;
	return l4_debugger_call_u(cap, 2 + l4_debugger_put_text(2, name, utcb), utcb);
}

L4_INLINE l4_msgtag_t l4_debugger_add_image_info(l4_cap_idx_t cap, l4_addr_t base, const char *name)
{
	return l4_debugger_add_image_info_u(cap, base, name, l4_utcb());
}

#endif
