/*
 * Files of the boot archive, as the kernel left them in memory.
 */
#ifndef L4RE_ROOT_MODULES_H
#define L4RE_ROOT_MODULES_H

#include <l4/sys/types.h>

struct module {
	const char *data;
	l4_umword_t bytes;
};

/** The file called @p name. @return false when the archive has none. */
bool module_find(const char *name, struct module *m);

#endif
