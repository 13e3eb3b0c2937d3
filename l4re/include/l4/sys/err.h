/*
 * Errors: numbers are in kernel/abi/l4_consts.h; here are their names for people.
 */
#ifndef L4_SYS_ERR_H
#define L4_SYS_ERR_H

#include <l4/sys/consts.h>

/** English for an error code (negative, as objects answer it, or positive). Never NULL. */
const char *l4sys_errtostr(long error);

#endif
