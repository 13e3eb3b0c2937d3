/*
 * Objects as programs get them through the debugger capability (abi sheet §8.10, obj_info).
 */
#ifndef JDB_OBJ_INFO_H
#define JDB_OBJ_INFO_H

#include "kernel/lib/types.h"

struct obj_info {
	uint64_t type_id; /* type in bits 4..0, debugger id above */
	uint64_t mapping; /* kernel address of the object */
	uint64_t references;
	uint64_t values[5]; /* depends on the type */
};

_Static_assert(sizeof(struct obj_info) == 64, "obj_info records are 64 bytes");

/**
 * Write up to @p room records, leaving out the first @p skip objects.
 * @return how many were written; *@p total: how many objects there are
 */
size_t obj_info_fill(struct obj_info *to, size_t room, word_t skip, word_t *total);

#endif
