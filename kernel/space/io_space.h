/*
 * I/O ports, where the machine has any: who may use which.
 *
 * Ports are mapped, granted and unmapped like memory, so they are kept like memory: a task's ports
 * are a struct mem_space of their own, whose addresses stand for port numbers. Map, unmap, mapping
 * database and page-table walker work on it unchanged; only the port looks into its "page tables"
 * otherwise than the hardware does (arch_io_ports, kernel/arch.h).
 *
 *      port 0x3f8  <->  address 0x3f8000, a page
 *
 * A task has such a space from the first port on that it is given. sigma0's is, like its memory, all
 * there is, one to one.
 */
#ifndef KERNEL_SPACE_IO_SPACE_H
#define KERNEL_SPACE_IO_SPACE_H

#include "kernel/space/flexpage.h"

struct task;
struct mem_space;

/** The ports of @p task; NULL: none. */
struct mem_space *io_space(struct task *task);
/** The same, made when it is not there. NULL: no memory, task being destroyed, or no ports at all. */
struct mem_space *io_space_make(struct task *task);
/** As mem_space_flush() and mem_space_destroy(). */
void io_space_flush(struct task *task);
void io_space_destroy(struct task *task);

/** The addresses that stand for the ports of @p r. */
struct flex_range io_addresses(struct flex_range r);

#endif
