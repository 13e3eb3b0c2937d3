/*
 * Startup of the two programs that the kernel itself starts: sigma0 and the root task.
 *
 * They have no loader that could prepare anything: they bring their own stack, relocate themselves
 * and look for the kernel info page: sigma0 gets its address in a register, everybody else asks
 * sigma0. Their command line stands in the module information that the page points to.
 */
#include <l4/sigma0/sigma0.h>
#include <l4/sys/kip.h>
#include <string.h>
#include "l4re/lib/start/start.h"

enum {
	ARGUMENTS_MAX  = 16,
	FIRST_FREE_CAP = 0x10,
};

static const l4re_env_cap_entry_t no_names[] = {{L4_INVALID_CAP, ~0UL, ""}};

static const l4re_env_t boot_env = {
	.parent          = L4_INVALID_CAP,
	.log             = L4_BASE_LOG_CAP,
	.main_thread     = L4_BASE_THREAD_CAP,
	.factory         = L4_BASE_FACTORY_CAP,
	.scheduler       = L4_BASE_SCHEDULER_CAP,
	.first_free_cap  = FIRST_FREE_CAP,
	.utcb_area       = {L4_BOOT_UTCB_AREA | L4_PAGESHIFT << L4_FPAGE_SIZE_SHIFT |
			    L4_FPAGE_MEMORY << L4_FPAGE_TYPE_SHIFT},
	.first_free_utcb = L4_BOOT_UTCB_AREA + L4_UTCB_OFFSET,
	.caps            = no_names,
};

/* The root task's command line, or "". All addresses are physical, and so are ours. */
static const char *command_line(const l4_kernel_info_t *kip)
{
	const l4util_l4mod_info *info = (const l4util_l4mod_info *)(l4_addr_t)kip->user_ptr;
	const l4util_l4mod_mod *mods;
	l4_uint32_t i;

	if (!info)
		return "";
	mods = (const l4util_l4mod_mod *)(l4_addr_t)info->mods_addr;
	for (i = 0; i < info->mods_count; i++)
		if ((mods[i].flags & L4MOD_FLAG_MASK) == L4MOD_FLAG_ROOTTASK && mods[i].cmdline)
			return (const char *)(l4_addr_t)mods[i].cmdline;
	return info->cmdline ? (const char *)(l4_addr_t)info->cmdline : "";
}

/* Cut @p line into words; @p argv gets a NULL behind the last one. */
static int split_words(const char *line, char **argv)
{
	static char text[512];
	char *at = text;
	int argc = 0;

	strlcpy(text, line, sizeof(text));
	while (argc < ARGUMENTS_MAX) {
		while (*at == ' ')
			*at++ = '\0';
		if (!*at)
			break;
		argv[argc++] = at;
		while (*at && *at != ' ')
			at++;
	}
	argv[argc] = NULL;
	return argc;
}

_Noreturn void start_boot(l4_addr_t argument, l4_addr_t base)
{
	static char *argv[ARGUMENTS_MAX + 1];
	int argc = 0;

	image_relocate(base);
	if (argument) {
		l4_global_kip = (const l4_kernel_info_t *)argument;
	} else {
		l4_global_kip = l4sigma0_map_kip(L4_BASE_PAGER_CAP);
		if (l4_global_kip)
			argc = split_words(command_line(l4_global_kip), argv);
	}
	start_main(&boot_env, argc, argv);
}
