/*
 * Registers of threads for GDB, in the order of the port's table (kernel/arch.h).
 */
#ifndef JDB_GDB_REGISTERS_H
#define JDB_GDB_REGISTERS_H

#include "kernel/arch_debug.h"
#include "jdb/gdb/packet.h"

/** The general registers of @p t, one behind the other; "x" where one is not known. */
void gdb_put_registers(struct gdb_sender *s, const struct thread *t);
/** Register @p number of it. @return false: there is no such register */
bool gdb_put_register(struct gdb_sender *s, const struct thread *t, uint64_t number);

/**
 * Set register @p number of @p t to the bytes at *@p text, which moves behind them.
 * @return false when it has no place to be set in
 */
bool gdb_set_register(const struct thread *t, uint64_t number, const char **text);

/** The target description from character @p from on, at most @p characters of it. */
void gdb_put_description(struct gdb_sender *s, uint64_t from, uint64_t characters);

#endif
