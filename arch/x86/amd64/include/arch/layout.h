/*
 * The kernel's half of the address space. Every task's root table has the same upper half.
 *
 *   0000000000000000 .. 00007fffffffffff   user
 *   ffff800000000000   direct map: all RAM, physical address + DIRECT_BASE, never executable
 *   ffffff0000000000   kernel stacks, each with an unmapped guard area below
 *   ffffff8000000000   device registers, uncached
 *   ffffffff80000000   the kernel image, physical address + KERNEL_BASE
 *
 * Each area has root-table entries of its own, all made at boot; so copying the upper half of the
 * root table once, when a task is made, is enough for ever.
 */
#ifndef ARCH_LAYOUT_H
#define ARCH_LAYOUT_H

#ifdef __ASSEMBLER__
#define LAYOUT_ADDRESS(x) x
#else
#define LAYOUT_ADDRESS(x) x##UL
#endif

#define USER_TOP    LAYOUT_ADDRESS(0x0000800000000000)
#define DIRECT_BASE LAYOUT_ADDRESS(0xffff800000000000)
#define DIRECT_END  LAYOUT_ADDRESS(0xffff840000000000) /* 4 TiB of RAM at most */
#define STACK_BASE  LAYOUT_ADDRESS(0xffffff0000000000)
#define DEVICE_BASE LAYOUT_ADDRESS(0xffffff8000000000)
#define KERNEL_BASE LAYOUT_ADDRESS(0xffffffff80000000)

/* Low memory stays free: root tasks of existing systems are linked from 1 MiB up. */
#define KERNEL_LOAD 0x1000000 /* physical, also the alignment that boot loaders keep */

#endif
