/*
 * A sigma0 that runs an instruction which is none, and has no exception handler.
 * tests/system/sigma0.c watches the end.
 */
#include "tests/stranger/abi.h"

void stranger_main(word argument)
{
	(void)argument;
	say("sigma0: about to fall\n");
	__builtin_trap();
}
