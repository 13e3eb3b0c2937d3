/*
 * The ELF loader of the root task.
 */
#ifndef L4RE_ROOT_LOADER_H
#define L4RE_ROOT_LOADER_H

#include "l4re/root/program.h"

/**
 * Load the file @p file of the boot archive into @p p and note its entry point.
 * @return false after a message that names the file and says what is wrong with it
 */
bool loader_load(struct program *p, const char *file);

#endif
