/*
 * I/O ports in user mode: what the rest of the port needs.
 */
#ifndef ARCH_AMD64_IO_PORTS_H
#define ARCH_AMD64_IO_PORTS_H

#include "kernel/lib/types.h"

struct mem_space;

/**
 * A #GP may be due to ports of the current task that the CPU has not heard of yet.
 * @return true when they were, so that the instruction deserves another try
 */
bool io_ports_load(void);

/** The leaf at @p at of @p ports, an I/O space, has gone. */
void io_ports_deny(struct mem_space *ports, vaddr_t at, unsigned order);

#endif
