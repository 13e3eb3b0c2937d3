/*
 * Timeouts: how long an IPC may wait in its send and in its receive phase. (abi sheet §5)
 *
 * A timeout is 16 bits: mantissa << exponent microseconds from now, or (absolute) the index of the
 * buffer register that holds a point in time of the kernel clock.
 */
#ifndef L4_SYS_TIMEOUT_H
#define L4_SYS_TIMEOUT_H

#include <l4/sys/consts.h>

#define L4_IPC_TIMEOUT_NEVER ((l4_timeout_s){L4_TIMEOUT_NEVER_RAW})
#define L4_IPC_TIMEOUT_0     ((l4_timeout_s){L4_TIMEOUT_ZERO_RAW})
#define L4_IPC_NEVER         ((l4_timeout_t){0})
#define L4_IPC_NEVER_INITIALIZER \
	{                        \
		0                \
	}
#define L4_IPC_RECV_TIMEOUT_0 ((l4_timeout_t){L4_TIMEOUT_ZERO_RAW})
#define L4_IPC_SEND_TIMEOUT_0 ((l4_timeout_t){(l4_uint32_t)L4_TIMEOUT_ZERO_RAW << 16})
#define L4_IPC_BOTH_TIMEOUT_0 \
	((l4_timeout_t){(l4_uint32_t)L4_TIMEOUT_ZERO_RAW << 16 | L4_TIMEOUT_ZERO_RAW})

#define L4_TIMEOUT_US_NEVER (~0ULL)
#define L4_TIMEOUT_US_MAX   ((1ULL << 41) - 1) /* longest waiting time; anything above is for ever */

enum {
	L4_TIMEOUT_MANTISSA_BITS = 10,
	L4_TIMEOUT_EXPONENT_MAX  = 31,
	L4_TIMEOUT_MANTISSA_MAX  = (1 << L4_TIMEOUT_MANTISSA_BITS) - 1,
};

/** @p mantissa << @p exponent microseconds from the start of the phase. */
L4_INLINE l4_timeout_s l4_timeout_rel(unsigned mantissa, unsigned exponent)
{
	return (l4_timeout_s){
		(l4_uint16_t)((mantissa & L4_TIMEOUT_MANTISSA_MAX) |
			      (exponent & L4_TIMEOUT_EXPONENT_MAX) << L4_TIMEOUT_MANTISSA_BITS)};
}

/**
 * The shortest timeout that is not shorter than @p us microseconds, or the longest there is.
 * 0 is "do not wait"; more than L4_TIMEOUT_US_MAX is "for ever".
 */
L4_INLINE l4_timeout_s l4_timeout_from_us(l4_uint64_t us)
{
	unsigned exponent    = 0;
	l4_uint64_t mantissa = us;

	if (us == 0)
		return L4_IPC_TIMEOUT_0;
	if (us > L4_TIMEOUT_US_MAX)
		return L4_IPC_TIMEOUT_NEVER;
	while (mantissa > L4_TIMEOUT_MANTISSA_MAX && exponent < L4_TIMEOUT_EXPONENT_MAX) {
		mantissa = (mantissa + 1) >> 1;
		exponent++;
	}
	if (mantissa > L4_TIMEOUT_MANTISSA_MAX)
		mantissa = L4_TIMEOUT_MANTISSA_MAX;
	return l4_timeout_rel((unsigned)mantissa, exponent);
}

/** A pair of timeouts. */
L4_INLINE l4_timeout_t l4_timeout(l4_timeout_s snd, l4_timeout_s rcv)
{
	return (l4_timeout_t){(l4_uint32_t)snd.t << 16 | rcv.t};
}

/** A pair from mantissas and exponents. */
L4_INLINE l4_timeout_t l4_ipc_timeout(unsigned snd_man, unsigned snd_exp, unsigned rcv_man,
				      unsigned rcv_exp)
{
	return l4_timeout(l4_timeout_rel(snd_man, snd_exp), l4_timeout_rel(rcv_man, rcv_exp));
}

L4_INLINE void l4_snd_timeout(l4_timeout_s snd, l4_timeout_t *to)
{
	to->raw = (to->raw & 0xffff) | (l4_uint32_t)snd.t << 16;
}

L4_INLINE void l4_rcv_timeout(l4_timeout_s rcv, l4_timeout_t *to)
{
	to->raw = (to->raw & 0xffff0000U) | rcv.t;
}

L4_INLINE unsigned l4_timeout_is_absolute(l4_timeout_s to)
{
	return to.t & L4_TIMEOUT_ABSOLUTE_BIT;
}

/** Length of a relative timeout in microseconds. */
L4_INLINE l4_kernel_clock_t l4_timeout_rel_get(l4_timeout_s to)
{
	unsigned mantissa = to.t & L4_TIMEOUT_MANTISSA_MAX;

	return to.t ? (l4_kernel_clock_t)mantissa
			       << ((to.t >> L4_TIMEOUT_MANTISSA_BITS) & L4_TIMEOUT_EXPONENT_MAX)
		    : ~0ULL;
}

/** When a relative timeout that starts at @p now ends; 0 for an absolute one, which @p to only names. */
L4_INLINE l4_kernel_clock_t l4_timeout_get(l4_kernel_clock_t now, l4_timeout_s to)
{
	return l4_timeout_is_absolute(to) ? 0 : now + l4_timeout_rel_get(to);
}

#endif
