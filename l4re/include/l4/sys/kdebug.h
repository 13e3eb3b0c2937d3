/*
 * Short cuts into the kernel debugger: enter it, print through it. (abi sheet §8.10, group 0)
 *
 * They may be called in the middle of writing a message: message registers stay as they were.
 */
#ifndef L4_SYS_KDEBUG_H
#define L4_SYS_KDEBUG_H

#include <l4/sys/ipc.h>

/**
 * Operation @p op of the debugger with @p n words and, unless @p text is NULL, a text behind them:
 * MR0 = op, MR1.. = words, then the text's length (it is cut to what fits) and the text.
 */
L4_INLINE l4_msgtag_t l4_kdebug_call(l4_umword_t op, const l4_umword_t *words, unsigned n,
				     const char *text, unsigned len)
{
	l4_msg_regs_t *m = l4_utcb_mr(), saved = *m;
	unsigned used = 1 + n;
	l4_msgtag_t tag;

	m->mr[0] = op;
	if (n)
		__builtin_memcpy(&m->mr[1], words, n * sizeof(*words));
	if (text) {
		unsigned room = (unsigned)(sizeof(*m) - (used + 1) * sizeof(l4_umword_t));

		if (len > room)
			len = room;
		m->mr[used] = len;
		__builtin_memcpy(&m->mr[used + 1], text, len);
		used += 1 + l4_bytes_to_mwords(len);
	}
	tag = l4_ipc_call(L4_BASE_DEBUGGER_CAP, l4_utcb(), l4_msgtag(L4_PROTO_DEBUGGER, used, 0, 0),
			  L4_IPC_NEVER);
	*m  = saved;
	return tag;
}

L4_INLINE l4_msgtag_t l4_kdebug_word(l4_umword_t op, l4_umword_t word)
{
	return l4_kdebug_call(op, &word, 1, NULL, 0);
}

/** Stop the machine in the kernel debugger, which shows @p text; NULL: an empty message does it. */
L4_INLINE void l4_kd_enter(const char *text)
{
	if (text)
		l4_kdebug_call(L4_DEBUGGER_ENTER_OP, NULL, 0, text,
			       (unsigned)__builtin_strlen(text));
	else
		l4_ipc_call(L4_BASE_DEBUGGER_CAP, l4_utcb(), l4_msgtag(L4_PROTO_DEBUGGER, 0, 0, 0),
			    L4_IPC_NEVER);
}

/** Print @p len bytes, at most what fits into one message. MR0 = 2. */
L4_INLINE void l4_kd_outnstring(const char *text, unsigned len)
{
	l4_kdebug_call(L4_DEBUGGER_OUTNSTRING_OP, NULL, 0, text, len);
}

L4_INLINE void l4_kd_outstring(const char *text)
{
	l4_kd_outnstring(text, (unsigned)__builtin_strlen(text));
}

/** Print a character. MR0 = 1, MR1. */
L4_INLINE void l4_kd_outchar(char c)
{
	l4_kdebug_word(L4_DEBUGGER_OUTCHAR_OP, (unsigned char)c);
}

/* Print in hexadecimal the low 32, 20, 16, 12, 8 bits: MR0 = 3 to 7, MR1 = number. */
L4_INLINE void l4_kd_outhex32(l4_uint32_t number)
{
	l4_kdebug_word(L4_DEBUGGER_OUTHEX32_OP, number);
}

L4_INLINE void l4_kd_outhex20(l4_uint32_t number)
{
	l4_kdebug_word(L4_DEBUGGER_OUTHEX20_OP, number);
}

L4_INLINE void l4_kd_outhex16(l4_uint16_t number)
{
	l4_kdebug_word(L4_DEBUGGER_OUTHEX16_OP, number);
}

L4_INLINE void l4_kd_outhex12(l4_uint16_t number)
{
	l4_kdebug_word(L4_DEBUGGER_OUTHEX12_OP, number);
}

L4_INLINE void l4_kd_outhex8(l4_uint8_t number)
{
	l4_kdebug_word(L4_DEBUGGER_OUTHEX8_OP, number);
}

/** Print 64 bits in hexadecimal, as two numbers: another thread's text may come between. */
L4_INLINE void l4_kd_outhex64(l4_uint64_t number)
{
	l4_kd_outhex32((l4_uint32_t)(number >> 32));
	l4_kd_outhex32((l4_uint32_t)number);
}

L4_INLINE void l4_kd_outumword(l4_umword_t number)
{
	if (sizeof(number) == sizeof(l4_uint64_t))
		l4_kd_outhex64(number);
	else
		l4_kd_outhex32((l4_uint32_t)number);
}

/** Print in decimal. MR0 = 8, MR1. */
L4_INLINE void l4_kd_outdec(l4_mword_t number)
{
	l4_kdebug_word(L4_DEBUGGER_OUTDEC_OP, (l4_umword_t)number);
}

/* The names that they had first. */
#define enter_kdebug l4_kd_enter
#define outnstring   l4_kd_outnstring
#define outstring    l4_kd_outstring
#define outchar      l4_kd_outchar
#define outumword    l4_kd_outumword
#define outhex64     l4_kd_outhex64
#define outhex32     l4_kd_outhex32
#define outhex20     l4_kd_outhex20
#define outhex16     l4_kd_outhex16
#define outhex12     l4_kd_outhex12
#define outhex8      l4_kd_outhex8
#define outdec       l4_kd_outdec

#endif
