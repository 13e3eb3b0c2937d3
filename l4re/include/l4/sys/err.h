/*
 * Errors: numbers are in kernel/abi/l4_consts.h; here are their names for people.
 */
#ifndef L4_SYS_ERR_H
#define L4_SYS_ERR_H

#include <l4/sys/consts.h>

L4_BEGIN_DECLS

/** English for an error code (negative, as objects answer it, or positive). Never NULL. */
L4_CV const char *l4sys_errtostr(long error);

L4_END_DECLS

#endif
