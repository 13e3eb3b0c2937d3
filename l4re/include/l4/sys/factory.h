/*
 * Factories: where kernel objects come from, and who pays for them. (abi sheet §8.4)
 *
 * Every object is created by invoking a factory, and its memory is charged to that factory. The
 * same message creates objects at user-level factories behind a gate. The new capability arrives
 * in the slot named by the first buffer register, with all rights.
 *
 * Protocol L4_PROTO_FACTORY: MR0 = type, then arguments as pairs (tag word, value), then items.
 * Errors common to all: -L4_EPERM (no S right on the factory), -L4_ENOMEM (quota or slots),
 * -L4_ENODEV (no such type here).
 */
#ifndef L4_SYS_FACTORY_H
#define L4_SYS_FACTORY_H

#include <l4/sys/ipc.h>

/* Tag words of arguments: type | bytes << 16. */
enum l4_varg_type {
	L4_VARG_TYPE_NIL    = 0x00,
	L4_VARG_TYPE_UMWORD = 0x01,
	L4_VARG_TYPE_MWORD  = 0x81,
	L4_VARG_TYPE_STRING = 0x02,
	L4_VARG_TYPE_FPAGE  = 0x03,
};

/** Begin to create an object of type @p protocol, to arrive in slot @p target_cap. */
L4_INLINE l4_msgtag_t l4_factory_create_start(int protocol, l4_cap_idx_t target_cap)
{
	l4_utcb_mr()->mr[0] = (l4_umword_t)(l4_mword_t)protocol;
	l4_utcb_receive_cap(target_cap);
	return l4_msgtag(L4_PROTO_FACTORY, 1, 0, 0);
}

/** Append one word-sized argument with type tag @p type. @return 1, or 0 if there is no room. */
L4_INLINE int l4_factory_create_add_word(unsigned type, l4_umword_t value, l4_msgtag_t *tag)
{
	unsigned words = l4_msgtag_words(*tag);

	if (words + 2 > L4_UTCB_GENERIC_DATA_SIZE)
		return 0;
	l4_utcb_mr()->mr[words]     = type | sizeof(l4_umword_t) << 16;
	l4_utcb_mr()->mr[words + 1] = value;
	*tag = l4_msgtag(L4_PROTO_FACTORY, words + 2, l4_msgtag_items(*tag), 0);
	return 1;
}

L4_INLINE int l4_factory_create_add_fpage(l4_fpage_t d, l4_msgtag_t *tag)
{
	return l4_factory_create_add_word(L4_VARG_TYPE_FPAGE, d.raw, tag);
}

L4_INLINE int l4_factory_create_add_int(l4_mword_t d, l4_msgtag_t *tag)
{
	return l4_factory_create_add_word(L4_VARG_TYPE_MWORD, (l4_umword_t)d, tag);
}

L4_INLINE int l4_factory_create_add_uint(l4_umword_t d, l4_msgtag_t *tag)
{
	return l4_factory_create_add_word(L4_VARG_TYPE_UMWORD, d, tag);
}

/** Append @p len bytes of text, the closing zero included. */
L4_INLINE int l4_factory_create_add_lstr(const char *s, unsigned len, l4_msgtag_t *tag)
{
	unsigned words = l4_msgtag_words(*tag), needed = l4_bytes_to_mwords(len);

	if (words + 1 + needed > L4_UTCB_GENERIC_DATA_SIZE)
		return 0;
	l4_utcb_mr()->mr[words] = L4_VARG_TYPE_STRING | (l4_umword_t)len << 16;
	__builtin_memcpy(&l4_utcb_mr()->mr[words + 1], s, len);
	*tag = l4_msgtag(L4_PROTO_FACTORY, words + 1 + needed, l4_msgtag_items(*tag), 0);
	return 1;
}

L4_INLINE int l4_factory_create_add_str(const char *s, l4_msgtag_t *tag)
{
	return l4_factory_create_add_lstr(s, (unsigned)__builtin_strlen(s) + 1, tag);
}

L4_INLINE int l4_factory_create_add_nil(l4_msgtag_t *tag)
{
	unsigned words = l4_msgtag_words(*tag);

	if (words + 1 > L4_UTCB_GENERIC_DATA_SIZE)
		return 0;
	l4_utcb_mr()->mr[words] = L4_VARG_TYPE_NIL;
	*tag                    = l4_msgtag(L4_PROTO_FACTORY, words + 1, l4_msgtag_items(*tag), 0);
	return 1;
}

L4_INLINE l4_msgtag_t l4_factory_create_commit(l4_cap_idx_t factory, l4_msgtag_t tag)
{
	return l4_ipc_call(factory, l4_utcb(), tag, L4_IPC_NEVER);
}

/** An object without arguments: thread, IRQ sender, semaphore ... */
L4_INLINE l4_msgtag_t l4_factory_create(l4_cap_idx_t factory, long protocol, l4_cap_idx_t target)
{
	return l4_factory_create_commit(factory, l4_factory_create_start((int)protocol, target));
}

/**
 * A task with kernel-user memory at *@p utcb_area (an invalid flexpage: none).
 * On return *@p utcb_area is the area that the kernel gave. Errors also as l4_task_add_ku_mem().
 */
L4_INLINE l4_msgtag_t l4_factory_create_task(l4_cap_idx_t factory, l4_cap_idx_t target_cap,
					     l4_fpage_t *utcb_area)
{
	l4_msgtag_t tag = l4_factory_create_start(L4_PROTO_TASK, target_cap);

	l4_factory_create_add_fpage(*utcb_area, &tag);
	tag = l4_factory_create_commit(factory, tag);
	if (l4_error(tag) >= 0 && l4_msgtag_words(tag) > 0)
		utcb_area->raw = l4_utcb_mr()->mr[0];
	return tag;
}

/** A thread: unbound, never started, priority 1. */
L4_INLINE l4_msgtag_t l4_factory_create_thread(l4_cap_idx_t factory, l4_cap_idx_t target_cap)
{
	return l4_factory_create(factory, L4_PROTO_THREAD, target_cap);
}

/** A factory whose objects may use @p limit bytes; they are reserved in @p factory at once. */
L4_INLINE l4_msgtag_t l4_factory_create_factory(l4_cap_idx_t factory, l4_cap_idx_t target_cap,
						unsigned long limit)
{
	l4_msgtag_t tag = l4_factory_create_start(L4_PROTO_FACTORY, target_cap);

	l4_factory_create_add_uint(limit, &tag);
	return l4_factory_create_commit(factory, tag);
}

/**
 * A gate bound to @p thread_cap with @p label (two low bits zero); with an invalid @p thread_cap
 * an unbound one, whose callers wait until somebody binds it.
 */
L4_INLINE l4_msgtag_t l4_factory_create_gate(l4_cap_idx_t factory, l4_cap_idx_t target_cap,
					     l4_cap_idx_t thread_cap, l4_umword_t label)
{
	l4_msgtag_t tag = l4_factory_create_start(0, target_cap);

	l4_factory_create_add_uint(label, &tag);
	if (l4_is_valid_cap(thread_cap))
		l4_sndfpage_add(l4_obj_fpage(thread_cap, 0, L4_CAP_FPAGE_RWS), 0, &tag);
	return l4_factory_create_commit(factory, tag);
}

/** An IRQ sender: masked, bound to nothing. */
L4_INLINE l4_msgtag_t l4_factory_create_irq(l4_cap_idx_t factory, l4_cap_idx_t target_cap)
{
	return l4_factory_create(factory, L4_PROTO_IRQ_SENDER, target_cap);
}

#endif
