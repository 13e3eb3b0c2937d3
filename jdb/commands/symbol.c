/*
 * symbol: what is at an address; where a symbol is.
 */
#include "jdb/commands/commands.h"
#include "jdb/out.h"

void command_symbol(const struct arguments *args)
{
	vaddr_t address = (vaddr_t)arg_address(arg_word(args, 0));

	out("%#lx is ", (unsigned long)address);
	out_symbol(address);
	out("\n");
}
