/*
 * The common end of both ways to start: publish the environment, prepare stdio, run main().
 */
#include <l4/sys/kip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "l4re/lib/start/start.h"

int main(int argc, char **argv);

const l4_kernel_info_t *l4_global_kip;
static const l4re_env_t *environment;

const l4re_env_t *l4re_env(void)
{
	return environment;
}

l4_cap_idx_t l4re_env_get_cap(const char *name)
{
	const l4re_env_cap_entry_t *e;

	for (e = environment->caps; e->flags != ~0UL; e++)
		if (strncmp(e->name, name, L4RE_ENV_NAME_SIZE) == 0)
			return e->cap;
	return L4_INVALID_CAP;
}

_Noreturn void start_main(const l4re_env_t *env, int argc, char **argv)
{
	static struct stdio_line line;

	environment = env;
	stdio_use_line(&line);
	exit(main(argc, argv));
}
