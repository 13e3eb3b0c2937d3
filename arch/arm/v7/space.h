/*
 * Address spaces on this CPU; the rest of the interface is kernel/arch.h.
 */
#ifndef ARCH_SPACE_H
#define ARCH_SPACE_H

/** Run without user memory until the next arch_space_activate(); also ends the boot's 1:1 map. */
void space_none(void);

#endif
