/*
 * sigma0's two maps: physical memory by page, and I/O ports.
 */
#ifndef L4RE_SIGMA0_MEMORY_H
#define L4RE_SIGMA0_MEMORY_H

#include "l4re/sigma0/region.h"

extern struct region_map pages, ports;

/** Read the memory descriptors of the kernel info page. */
void memory_init(void);

/** Write both maps to the log. */
void memory_dump(void);

#endif
