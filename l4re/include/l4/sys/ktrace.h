/*
 * A program's own marks in the kernel's trace, between the kernel's events. (abi sheet §8.10, group 2)
 *
 * All return or carry -L4_ENOSYS when the kernel has no debugger, or not the operation.
 */
#ifndef L4_SYS_KTRACE_H
#define L4_SYS_KTRACE_H

#include <l4/sys/kdebug.h>
#include <l4/sys/task.h>

enum {
	L4_TBUF_BINARY_BYTES = 24, /* length of a binary mark */
};

/** Is the debugger's capability there? Label 1: yes, 0: no. */
L4_INLINE l4_msgtag_t fiasco_tbuf_validate(void)
{
	return l4_task_cap_valid(L4_BASE_TASK_CAP, L4_BASE_DEBUGGER_CAP);
}

/** Mark: @p text. MR0 = 0x201, MR1 = length, MR2.. text. @return 0 or an error, as a word. */
L4_INLINE l4_umword_t fiasco_tbuf_log(const char *text)
{
	return (l4_umword_t)l4_error(l4_kdebug_call(L4_DEBUGGER_TBUF_LOG_OP, NULL, 0, text,
						    (unsigned)__builtin_strlen(text)));
}

/** Mark: @p text and three numbers. MR0 = 0x204, MR1..3 numbers, MR4 = length, MR5.. text. */
L4_INLINE l4_umword_t fiasco_tbuf_log_3val(const char *text, l4_umword_t v1, l4_umword_t v2,
					   l4_umword_t v3)
{
	const l4_umword_t values[] = {v1, v2, v3};

	return (l4_umword_t)l4_error(l4_kdebug_call(L4_DEBUGGER_TBUF_LOG_3VAL_OP, values, 3, text,
						    (unsigned)__builtin_strlen(text)));
}

/** Mark: 24 bytes. MR0 = 0x205, MR1 = 24, MR2.. bytes. */
L4_INLINE l4_umword_t fiasco_tbuf_log_binary(const unsigned char *data)
{
	return (l4_umword_t)l4_error(l4_kdebug_call(L4_DEBUGGER_TBUF_LOG_BIN_OP, NULL, 0,
						    (const char *)data, L4_TBUF_BINARY_BYTES));
}

/** Forget all events. MR0 = 0x202. */
L4_INLINE void fiasco_tbuf_clear(void)
{
	l4_kdebug_call(L4_DEBUGGER_TBUF_CLEAR_OP, NULL, 0, NULL, 0);
}

/** Write all events to the console. MR0 = 0x203. */
L4_INLINE void fiasco_tbuf_dump(void)
{
	l4_kdebug_call(L4_DEBUGGER_TBUF_DUMP_OP, NULL, 0, NULL, 0);
}

/* MR0 = operation, MR1 = flexpage. Answer: MR0 = flexpage. */
L4_INLINE l4_msgtag_t l4_ktrace_map(l4_umword_t op, l4_fpage_t *ku_mem)
{
	l4_utcb_t *utcb = l4_utcb();
	l4_msgtag_t tag;

	utcb->mr[0] = op;
	utcb->mr[1] = ku_mem->raw;
	tag         = l4_ipc_call(L4_BASE_DEBUGGER_CAP, utcb, l4_msgtag(L4_PROTO_DEBUGGER, 2, 0, 0),
				  L4_IPC_NEVER);
	if (l4_error_u(tag, utcb) >= 0)
		ku_mem->raw = utcb->mr[0];
	return tag;
}

/** See the trace's status page at *@p ku_mem, one page. MR0 = 0x210. Errors: -L4_EINVAL, -L4_EEXIST. */
L4_INLINE l4_msgtag_t fiasco_tbuf_map_status(l4_fpage_t *ku_mem)
{
	return l4_ktrace_map(L4_DEBUGGER_TBUF_MAP_STATUS_OP, ku_mem);
}

/** See the trace's entries at *@p ku_mem. MR0 = 0x211. Errors: -L4_EINVAL, -L4_EEXIST. */
L4_INLINE l4_msgtag_t fiasco_tbuf_map_slots(l4_fpage_t *ku_mem)
{
	return l4_ktrace_map(L4_DEBUGGER_TBUF_MAP_SLOTS_OP, ku_mem);
}

#endif
