/*
 * The size and address rule of flexpages; flexpage.h has the picture.
 */
#include "kernel/lib/types.h"
#include "kernel/space/flexpage.h"

struct flex_range flexpage_range(l4_fpage_t f)
{
	struct flex_range r = {.order = l4_fpage_size(f)};

	if (l4_fpage_type(f) == L4_FPAGE_MEMORY)
		r.start = (uint64_t)l4_fpage_page(f) << L4_FPAGE_ADDR_SHIFT;
	else if (l4_fpage_type(f) != L4_FPAGE_SPECIAL)
		r.start = l4_fpage_page(f);
	r.start = align_down(r.start, r.order);
	return r;
}

struct flex_range flexpage_match(struct flex_range *send, struct flex_range window,
				 uint64_t hot_spot)
{
	const unsigned larger = max_of(send->order, window.order);
	const uint64_t inside = hot_spot & (((uint64_t)1 << larger) - 1);

	if (window.order >= send->order) {
		window.start += align_down(inside, send->order);
		window.order = send->order;
	} else {
		send->start += align_down(inside, window.order);
		send->order = window.order;
	}
	return window;
}
