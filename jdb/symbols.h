/*
 * Symbols and source lines of the kernel itself, from a table inside the image.
 *
 * The table is made from a first link of the kernel by jdb/symbols/mksymbols.c, where its format is
 * described. A kernel linked without it works: everything is then shown as plain numbers.
 */
#ifndef JDB_SYMBOLS_H
#define JDB_SYMBOLS_H

#include "kernel/lib/types.h"

struct symbol_place {
	const char *name; /* function or variable */
	size_t offset;    /* of the address in it */
	const char *file; /* NULL: not known */
	unsigned line;
};

/** What is at @p address? False when it is in no symbol. */
bool symbol_at(vaddr_t address, struct symbol_place *place);

struct symbol_table;
/** The same in any table, at @p offset bytes behind the address of its first symbol. */
bool symbol_in_table(const struct symbol_table *t, vaddr_t offset, struct symbol_place *place);

/** The other way round; false when there is no symbol @p name. */
bool symbol_find(const struct symbol_table *t, const char *name, vaddr_t *offset);

/** "name+0x12 (kernel/ipc/ipc.c:123)" into @p buffer. */
void symbol_format_place(char *buffer, size_t size, const struct symbol_place *place);

/** Address of a symbol, or 0. */
vaddr_t symbol_address(const char *name);

/** "name+0x12 (kernel/ipc/ipc.c:123)" or the bare address into @p buffer. */
void symbol_format(char *buffer, size_t size, vaddr_t address);

/** Names this image: eight hexadecimal digits, a checksum of the symbols. */
const char *symbols_build_name(void);

/** The next symbol that begins with @p prefix, counting on in *@p cursor (0 to begin), or NULL. */
const char *symbol_complete(const char *prefix, size_t *cursor);

#endif
