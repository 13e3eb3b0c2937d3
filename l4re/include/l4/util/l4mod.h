/*
 * Boot modules as the kernel info page's user_ptr describes them (abi sheet §11.4).
 */
#ifndef L4_UTIL_L4MOD_H
#define L4_UTIL_L4MOD_H

#include "kernel/abi/l4_kip.h"

#endif
