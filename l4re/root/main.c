/*
 * The root task: the first program with a pager. It says hello.
 */
#include <l4/sys/kip.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	int i;

	printf("Hello from the root task. %s\n", l4_kip_version_string(l4_kip()));
	for (i = 0; i < argc; i++)
		printf("  argument %d: %s\n", i, argv[i]);
	return 0;
}
