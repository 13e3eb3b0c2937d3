/*
 * Constants of the interface, page arithmetic included.
 */
#ifndef L4_SYS_CONSTS_H
#define L4_SYS_CONSTS_H

#include <l4/sys/compiler.h>
#include "kernel/abi/l4_types.h"
#include "kernel/abi/l4_consts.h"
#include "kernel/abi/l4_utcb.h"
#include <arch_abi.h>

#define L4_LOG2_PAGESIZE      L4_PAGESHIFT
#define L4_PAGEMASK           (~0UL << L4_PAGESHIFT)
#define L4_LOG2_SUPERPAGESIZE L4_SUPERPAGESHIFT
#define L4_SUPERPAGESIZE      (1UL << L4_SUPERPAGESHIFT)
#define L4_SUPERPAGEMASK      (~0UL << L4_SUPERPAGESHIFT)
#define L4_INVALID_ADDR       (~0UL)
#define L4_INVALID_PTR        ((void *)L4_INVALID_ADDR)

/** @p address rounded down to a page. */
L4_INLINE l4_addr_t l4_trunc_page(l4_addr_t address)
{
	return address & L4_PAGEMASK;
}

/** @p address rounded up to a page. */
L4_INLINE l4_addr_t l4_round_page(l4_addr_t address)
{
	return (address + L4_PAGESIZE - 1) & L4_PAGEMASK;
}

/** @p value rounded down to a multiple of 2^@p bits. */
L4_INLINE l4_addr_t l4_trunc_size(l4_addr_t value, unsigned char bits)
{
	return value & (~0UL << bits);
}

/** @p value rounded up to a multiple of 2^@p bits. */
L4_INLINE l4_addr_t l4_round_size(l4_addr_t value, unsigned char bits)
{
	return (value + (1UL << bits) - 1) & (~0UL << bits);
}

/** Machine words needed for @p bytes. */
L4_INLINE unsigned l4_bytes_to_mwords(unsigned bytes)
{
	return (unsigned)((bytes + sizeof(l4_umword_t) - 1) / sizeof(l4_umword_t));
}

#endif
