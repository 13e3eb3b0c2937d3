/*
 * Short cuts into the kernel debugger: enter it, print through it. (abi sheet §8.10, group 0)
 */
#ifndef L4_SYS_KDEBUG_H
#define L4_SYS_KDEBUG_H

#include <l4/sys/debugger.h>
#include <l4/sys/vcon.h>

/** Send group 0 operation @p op with @p words words behind the operation. */
L4_INLINE l4_msgtag_t l4_kdebug_call(l4_umword_t op, unsigned words)
{
	l4_utcb_mr()->mr[0] = op;
	return l4_ipc_call(L4_BASE_DEBUGGER_CAP, l4_utcb(),
			   l4_msgtag(L4_PROTO_DEBUGGER, 1 + words, 0, 0), L4_IPC_NEVER);
}

/** Stop the machine in the kernel debugger, which shows @p text. */
L4_INLINE void enter_kdebug(const char *text)
{
	unsigned n = 0;

	while (text[n] && n < 100)
		n++;
	l4_utcb_mr()->mr[1] = n;
	__builtin_memcpy(&l4_utcb_mr()->mr[2], text, n);
	l4_kdebug_call(L4_DEBUGGER_ENTER_OP, 1 + l4_bytes_to_mwords(n));
}

L4_INLINE void l4_kd_enter(const char *text)
{
	enter_kdebug(text);
}

L4_INLINE void outchar(char c)
{
	l4_utcb_mr()->mr[1] = (l4_umword_t)(unsigned char)c;
	l4_kdebug_call(L4_DEBUGGER_OUTCHAR_OP, 1);
}

/** Print @p len bytes, at most what fits into one message. */
L4_INLINE void outnstring(const char *text, unsigned len)
{
	if (len > L4_VCON_WRITE_SIZE)
		len = L4_VCON_WRITE_SIZE;
	l4_utcb_mr()->mr[1] = len;
	__builtin_memcpy(&l4_utcb_mr()->mr[2], text, len);
	l4_kdebug_call(L4_DEBUGGER_OUTNSTRING_OP, 1 + l4_bytes_to_mwords(len));
}

L4_INLINE void outstring(const char *text)
{
	outnstring(text, (unsigned)__builtin_strlen(text));
}

L4_INLINE void outhex32(unsigned number)
{
	l4_utcb_mr()->mr[1] = number;
	l4_kdebug_call(L4_DEBUGGER_OUTHEX32_OP, 1);
}

L4_INLINE void outdec(l4_umword_t number)
{
	l4_utcb_mr()->mr[1] = number;
	l4_kdebug_call(L4_DEBUGGER_OUTDEC_OP, 1);
}

#endif
