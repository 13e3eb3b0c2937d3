/*
 * Integer types of the interface; they come with the other words of the ABI.
 */
#ifndef L4_SYS_L4INT_H
#define L4_SYS_L4INT_H

#include "kernel/abi/l4_types.h"

#endif
