/*
 * Startup of programs that a root task loaded: everything they need lies on their stack.
 */
#include <l4/sys/kip.h>
#include "l4re/lib/start/start.h"

_Noreturn void start_program(const struct l4re_start *start)
{
	l4_global_kip = (const l4_kernel_info_t *)L4_KIP_ADDRESS;
	start_main(&start->env, (int)start->argc, start->argv);
}
