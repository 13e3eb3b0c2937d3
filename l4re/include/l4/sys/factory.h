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

/* ---- A message piece by piece: start, arguments, commit ---------------------------------------- */

/** Begin to create an object of type @p protocol, to arrive in slot @p target_cap. */
L4_INLINE l4_msgtag_t l4_factory_create_start_u(long protocol, l4_cap_idx_t target_cap,
						l4_utcb_t *utcb)
{
	utcb->mr[0] = (l4_umword_t)protocol;
	l4_utcb_receive_cap_u(target_cap, utcb);
	return l4_msgtag(L4_PROTO_FACTORY, 1, 0, 0);
}

L4_INLINE l4_msgtag_t l4_factory_create_start(long protocol, l4_cap_idx_t target_cap)
{
	return l4_factory_create_start_u(protocol, target_cap, l4_utcb());
}

/**
 * Append an argument: @p len bytes behind a tag word that says so and names @p type.
 * All of the functions below do this. @return 1, or 0 if there is no room.
 */
L4_INLINE int l4_factory_create_add_bytes_u(unsigned type, const void *value, unsigned len,
					    l4_msgtag_t *tag, l4_utcb_t *utcb)
{
	unsigned at = l4_msgtag_words(*tag), words = 1 + l4_bytes_to_mwords(len);

	if (at + words > L4_UTCB_GENERIC_DATA_SIZE)
		return 0;
	utcb->mr[at] = type | (l4_umword_t)len << 16;
	__builtin_memcpy(&utcb->mr[at + 1], value, len);
	*tag = l4_msgtag(l4_msgtag_label(*tag), at + words, l4_msgtag_items(*tag),
			 l4_msgtag_flags(*tag));
	return 1;
}

L4_INLINE int l4_factory_create_add_fpage_u(l4_fpage_t d, l4_msgtag_t *tag, l4_utcb_t *utcb)
{
	return l4_factory_create_add_bytes_u(L4_VARG_TYPE_FPAGE, &d, sizeof(d), tag, utcb);
}

L4_INLINE int l4_factory_create_add_fpage(l4_fpage_t d, l4_msgtag_t *tag)
{
	return l4_factory_create_add_fpage_u(d, tag, l4_utcb());
}

L4_INLINE int l4_factory_create_add_int_u(l4_mword_t d, l4_msgtag_t *tag, l4_utcb_t *utcb)
{
	return l4_factory_create_add_bytes_u(L4_VARG_TYPE_MWORD, &d, sizeof(d), tag, utcb);
}

L4_INLINE int l4_factory_create_add_int(l4_mword_t d, l4_msgtag_t *tag)
{
	return l4_factory_create_add_int_u(d, tag, l4_utcb());
}

L4_INLINE int l4_factory_create_add_uint_u(l4_umword_t d, l4_msgtag_t *tag, l4_utcb_t *utcb)
{
	return l4_factory_create_add_bytes_u(L4_VARG_TYPE_UMWORD, &d, sizeof(d), tag, utcb);
}

L4_INLINE int l4_factory_create_add_uint(l4_umword_t d, l4_msgtag_t *tag)
{
	return l4_factory_create_add_uint_u(d, tag, l4_utcb());
}

/** Append @p len bytes of text. */
L4_INLINE int l4_factory_create_add_lstr_u(const char *s, unsigned len, l4_msgtag_t *tag,
					   l4_utcb_t *utcb)
{
	return l4_factory_create_add_bytes_u(L4_VARG_TYPE_STRING, s, len, tag, utcb);
}

L4_INLINE int l4_factory_create_add_lstr(const char *s, unsigned len, l4_msgtag_t *tag)
{
	return l4_factory_create_add_lstr_u(s, len, tag, l4_utcb());
}

/** Append a text, the closing zero included. */
L4_INLINE int l4_factory_create_add_str_u(const char *s, l4_msgtag_t *tag, l4_utcb_t *utcb)
{
	return l4_factory_create_add_lstr_u(s, (unsigned)__builtin_strlen(s) + 1, tag, utcb);
}

L4_INLINE int l4_factory_create_add_str(const char *s, l4_msgtag_t *tag)
{
	return l4_factory_create_add_str_u(s, tag, l4_utcb());
}

/** Append an argument without a value, where a default shall be taken. */
L4_INLINE int l4_factory_create_add_nil_u(l4_msgtag_t *tag, l4_utcb_t *utcb)
{
	return l4_factory_create_add_bytes_u(L4_VARG_TYPE_NIL, "", 0, tag, utcb);
}

L4_INLINE int l4_factory_create_add_nil(l4_msgtag_t *tag)
{
	return l4_factory_create_add_nil_u(tag, l4_utcb());
}

L4_INLINE l4_msgtag_t l4_factory_create_commit_u(l4_cap_idx_t factory, l4_msgtag_t tag,
						 l4_utcb_t *utcb)
{
	return l4_ipc_call(factory, utcb, tag, L4_IPC_NEVER);
}

L4_INLINE l4_msgtag_t l4_factory_create_commit(l4_cap_idx_t factory, l4_msgtag_t tag)
{
	return l4_factory_create_commit_u(factory, tag, l4_utcb());
}

/* ---- The types of the kernel -------------------------------------------------------------------- */

/** An object without arguments: thread, IRQ sender, semaphore, DMA space ... */
L4_INLINE l4_msgtag_t l4_factory_create_u(l4_cap_idx_t factory, long protocol, l4_cap_idx_t target,
					  l4_utcb_t *utcb)
{
	return l4_factory_create_commit_u(factory,
					  l4_factory_create_start_u(protocol, target, utcb), utcb);
}

L4_INLINE l4_msgtag_t l4_factory_create(l4_cap_idx_t factory, long protocol, l4_cap_idx_t target)
{
	return l4_factory_create_u(factory, protocol, target, l4_utcb());
}

/**
 * A task with kernel-user memory at *@p utcb_area (an invalid flexpage: none).
 * On return *@p utcb_area is the area that the kernel gave. Errors also as l4_task_add_ku_mem().
 *
 * MR0 = -11, MR2 = flexpage. Answer: MR0 = flexpage, if one was given.
 */
L4_INLINE l4_msgtag_t l4_factory_create_task_u(l4_cap_idx_t factory, l4_cap_idx_t target_cap,
					       l4_fpage_t *utcb_area, l4_utcb_t *utcb)
{
	l4_msgtag_t tag = l4_factory_create_start_u(L4_PROTO_TASK, target_cap, utcb);

	l4_factory_create_add_fpage_u(*utcb_area, &tag, utcb);
	tag = l4_factory_create_commit_u(factory, tag, utcb);
	if (l4_error_u(tag, utcb) >= 0 && l4_msgtag_words(tag) > 0)
		utcb_area->raw = utcb->mr[0];
	return tag;
}

L4_INLINE l4_msgtag_t l4_factory_create_task(l4_cap_idx_t factory, l4_cap_idx_t target_cap,
					     l4_fpage_t *utcb_area)
{
	return l4_factory_create_task_u(factory, target_cap, utcb_area, l4_utcb());
}

/** A thread: unbound, never started, priority 1. MR0 = -12. */
L4_INLINE l4_msgtag_t l4_factory_create_thread_u(l4_cap_idx_t factory, l4_cap_idx_t target_cap,
						 l4_utcb_t *utcb)
{
	return l4_factory_create_u(factory, L4_PROTO_THREAD, target_cap, utcb);
}

L4_INLINE l4_msgtag_t l4_factory_create_thread(l4_cap_idx_t factory, l4_cap_idx_t target_cap)
{
	return l4_factory_create_thread_u(factory, target_cap, l4_utcb());
}

/**
 * A factory whose objects may use @p limit bytes; they are reserved in @p factory at once.
 * MR0 = -15, MR2 = limit.
 */
L4_INLINE l4_msgtag_t l4_factory_create_factory_u(l4_cap_idx_t factory, l4_cap_idx_t target_cap,
						  unsigned long limit, l4_utcb_t *utcb)
{
	l4_msgtag_t tag = l4_factory_create_start_u(L4_PROTO_FACTORY, target_cap, utcb);

	l4_factory_create_add_uint_u(limit, &tag, utcb);
	return l4_factory_create_commit_u(factory, tag, utcb);
}

L4_INLINE l4_msgtag_t l4_factory_create_factory(l4_cap_idx_t factory, l4_cap_idx_t target_cap,
						unsigned long limit)
{
	return l4_factory_create_factory_u(factory, target_cap, limit, l4_utcb());
}

/**
 * A gate bound to @p thread_cap (S right needed) with @p label (two low bits zero); with an
 * invalid @p thread_cap an unbound one, whose callers wait until somebody binds it.
 * MR0 = 0, MR2 = label, item: thread. Errors: -L4_EINVAL (label, not a thread).
 */
L4_INLINE l4_msgtag_t l4_factory_create_gate_u(l4_cap_idx_t factory, l4_cap_idx_t target_cap,
					       l4_cap_idx_t thread_cap, l4_umword_t label,
					       l4_utcb_t *utcb)
{
	l4_msgtag_t tag = l4_factory_create_start_u(L4_PROTO_NONE, target_cap, utcb);
	unsigned items  = l4_is_valid_cap(thread_cap) ? 1 : 0;

	l4_factory_create_add_uint_u(label, &tag, utcb);
	if (items)
		l4_utcb_cap_argument_u(l4_msgtag_words(tag), thread_cap, utcb);
	tag = l4_msgtag(L4_PROTO_FACTORY, l4_msgtag_words(tag), items, 0);
	return l4_factory_create_commit_u(factory, tag, utcb);
}

L4_INLINE l4_msgtag_t l4_factory_create_gate(l4_cap_idx_t factory, l4_cap_idx_t target_cap,
					     l4_cap_idx_t thread_cap, l4_umword_t label)
{
	return l4_factory_create_gate_u(factory, target_cap, thread_cap, label, l4_utcb());
}

/** An IRQ sender: masked, bound to nothing. MR0 = -18. */
L4_INLINE l4_msgtag_t l4_factory_create_irq_u(l4_cap_idx_t factory, l4_cap_idx_t target_cap,
					      l4_utcb_t *utcb)
{
	return l4_factory_create_u(factory, L4_PROTO_IRQ_SENDER, target_cap, utcb);
}

L4_INLINE l4_msgtag_t l4_factory_create_irq(l4_cap_idx_t factory, l4_cap_idx_t target_cap)
{
	return l4_factory_create_irq_u(factory, target_cap, l4_utcb());
}

/** A virtual machine's memory. MR0 = -16. Needs hardware virtualization: -L4_ENODEV here. */
L4_INLINE l4_msgtag_t l4_factory_create_vm_u(l4_cap_idx_t factory, l4_cap_idx_t target_cap,
					     l4_utcb_t *utcb)
{
	return l4_factory_create_u(factory, L4_PROTO_VM, target_cap, utcb);
}

L4_INLINE l4_msgtag_t l4_factory_create_vm(l4_cap_idx_t factory, l4_cap_idx_t target_cap)
{
	return l4_factory_create_vm_u(factory, target_cap, l4_utcb());
}

/** A guest's control structure in the CPU. MR0 = -25. Needs VMX: -L4_ENODEV here. */
L4_INLINE l4_msgtag_t l4_factory_create_vcpu_context_u(l4_cap_idx_t factory,
						       l4_cap_idx_t target_cap, l4_utcb_t *utcb)
{
	return l4_factory_create_u(factory, L4_PROTO_VCPU_CONTEXT, target_cap, utcb);
}

L4_INLINE l4_msgtag_t l4_factory_create_vcpu_context(l4_cap_idx_t factory, l4_cap_idx_t target_cap)
{
	return l4_factory_create_vcpu_context_u(factory, target_cap, l4_utcb());
}

#endif
