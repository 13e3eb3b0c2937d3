/*
 * Message tags, capability selectors and flexpages: the functions on the words of the ABI.
 *
 * The words themselves, with their layout, are in kernel/abi/l4_types.h. What is here makes them
 * usable under the names of the L4Re C interface.
 */
#ifndef L4_SYS_TYPES_H
#define L4_SYS_TYPES_H

#include <l4/sys/consts.h>
#include <l4/sys/__l4_fpage.h>
#include <l4/sys/__timeout.h>

/* ---- Message tags ---------------------------------------------------------------------------- */

/** Is the message a page fault (or I/O fault, or exception) from the kernel? */
L4_INLINE unsigned l4_msgtag_is_page_fault(l4_msgtag_t t)
{
	return l4_msgtag_label(t) == L4_PROTO_PAGE_FAULT;
}

L4_INLINE unsigned l4_msgtag_is_io_page_fault(l4_msgtag_t t)
{
	return l4_msgtag_label(t) == L4_PROTO_IO_PAGE_FAULT;
}

L4_INLINE unsigned l4_msgtag_is_exception(l4_msgtag_t t)
{
	return l4_msgtag_label(t) == L4_PROTO_EXCEPTION;
}

L4_INLINE unsigned l4_msgtag_is_sigma0(l4_msgtag_t t)
{
	return l4_msgtag_label(t) == L4_PROTO_SIGMA0;
}

/* ---- Capability selectors --------------------------------------------------------------------- */

L4_INLINE unsigned l4_is_invalid_cap(l4_cap_idx_t c)
{
	return (c & L4_INVALID_CAP_BIT) != 0;
}

L4_INLINE unsigned l4_is_valid_cap(l4_cap_idx_t c)
{
	return !l4_is_invalid_cap(c);
}

/** Do both selectors name the same slot? (Whether two slots hold the same: l4_task_cap_equal.) */
L4_INLINE unsigned l4_capability_equal(l4_cap_idx_t a, l4_cap_idx_t b)
{
	return a >> L4_CAP_SHIFT == b >> L4_CAP_SHIFT;
}

/** The slot behind @p c. */
L4_INLINE l4_cap_idx_t l4_capability_next(l4_cap_idx_t c)
{
	return c + L4_CAP_OFFSET;
}

#endif
