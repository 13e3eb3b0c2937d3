/*
 * Flexpage arithmetic: which part of what is sent goes where. (abi sheet §6.6)
 *
 * The sender says what it gives (a flexpage), the receiver where things may go (a window). The
 * smaller of the two sizes is mapped; the hot spot, chosen by the sender, says which part of the
 * larger one it is:
 *
 *      window larger:   window  [ . . . . . . . . ]      sent larger:   sent    [ . . . . . . . . ]
 *                       sent         [ ]                                window           [ ]
 *                       hot spot     ^                                  hot spot         ^
 *
 * Pure functions, in units of bytes for memory and of slots for capabilities.
 */
#ifndef KERNEL_SPACE_FLEXPAGE_H
#define KERNEL_SPACE_FLEXPAGE_H

#include "kernel/abi/l4_types.h"

/* 2^order units from start on; start is a multiple of that. */
struct flex_range {
	uint64_t start;
	unsigned order; /* at most FLEX_ORDER_MAX */
};

enum {
	FLEX_ORDER_MAX = 63, /* as good as everything */
};

/** Does @p f stand for all spaces as a whole (§6.1)? */
static inline bool flexpage_is_all(l4_fpage_t f)
{
	return l4_fpage_type(f) == L4_FPAGE_SPECIAL && l4_fpage_size(f) == L4_WHOLE_ADDRESS_SPACE;
}

/** The range that a memory (bytes) or object (slots) flexpage or the all-spaces flexpage names. */
struct flex_range flexpage_range(l4_fpage_t f);

/**
 * Cut @p send and @p window down to the same size.
 * @param hot_spot in the same units
 * @return where the transfer goes to; *@p send is what it takes
 */
struct flex_range flexpage_match(struct flex_range *send, struct flex_range window,
				 uint64_t hot_spot);

#endif
