/*
 * What a receive endpoint may be bound to. In this kernel that is a thread: rcv_endpoint.h.
 */
#ifndef L4_SYS_SND_DESTINATION_H
#define L4_SYS_SND_DESTINATION_H

#include <l4/sys/rcv_endpoint.h>

#endif
