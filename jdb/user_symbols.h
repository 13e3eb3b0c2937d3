/*
 * Symbols and source lines of user programs, from the boot archive's file `symbols`.
 *
 * Which program a task runs is not told by anybody: the code itself says so. The page around an address is
 * compared with the checksums of all known programs' pages (symbols/symbol_table.h), and so the place to which
 * the program was loaded comes out as well.
 */
#ifndef JDB_USER_SYMBOLS_H
#define JDB_USER_SYMBOLS_H

#include "jdb/symbols.h"

struct task;

/** What @p task has at @p address: *@p program is its program's name then. False: nothing known. */
bool user_symbol_at(const struct task *task, vaddr_t address, const char **program,
		    struct symbol_place *place);

/** Address of the symbol @p name of the program in which a thread of @p task is; 0: not known. */
vaddr_t user_symbol_address(const struct task *task, const char *name);

/** "client: main+0x12 (l4re/tour/client.c:20)", or "" into @p buffer. */
void user_symbol_format(char *buffer, size_t size, const struct task *task, vaddr_t address);

#endif
