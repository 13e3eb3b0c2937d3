/*
 * Finding a boot module by name: the first word of its command line.
 *
 * All addresses in the module information are physical; sigma0 maps what belongs to the root task
 * at its physical address as soon as it is touched.
 */
#include <l4/sys/kip.h>
#include <l4/util/l4mod.h>
#include <string.h>
#include "l4re/root/modules.h"

bool module_find(const char *name, struct module *m)
{
	const l4util_l4mod_info *info = (const l4util_l4mod_info *)(l4_addr_t)l4_kip()->user_ptr;
	const l4util_l4mod_mod *mods;
	size_t length = strlen(name);
	unsigned i;

	if (!info)
		return false;
	mods = (const l4util_l4mod_mod *)(l4_addr_t)info->mods_addr;
	for (i = 0; i < info->mods_count; i++) {
		const char *line = (const char *)(l4_addr_t)mods[i].cmdline;

		if ((mods[i].flags & L4MOD_FLAG_MASK) != L4MOD_FLAG_NONE || !line ||
		    strncmp(line, name, length) != 0 || (line[length] && line[length] != ' '))
			continue;
		m->data  = (const char *)(l4_addr_t)mods[i].mod_start;
		m->bytes = (l4_umword_t)(mods[i].mod_end - mods[i].mod_start);
		return true;
	}
	return false;
}
