/*
 * Free capability slots. Not for several threads at once.
 */
#ifndef L4_RE_C_UTIL_CAP_ALLOC_H
#define L4_RE_C_UTIL_CAP_ALLOC_H

#include <l4/sys/types.h>

L4_BEGIN_DECLS

/** A free slot, or L4_INVALID_CAP when all are in use. */
l4_cap_idx_t l4re_util_cap_alloc(void);

/** The slot may be used again. What is in it stays until something else is received there. */
void l4re_util_cap_free(l4_cap_idx_t cap);

/** Empty the slot, then free it; an object that nobody else holds dies. */
void l4re_util_cap_release(l4_cap_idx_t cap);

/** Destroy the object behind the slot, wherever else it is held, and free the slot. */
void l4re_util_cap_delete(l4_cap_idx_t cap);

L4_END_DECLS

#endif
