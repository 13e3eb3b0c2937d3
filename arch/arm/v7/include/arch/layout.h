/*
 * The kernel's quarter of the address space on ARMv7, and the processor modes. Shared by C,
 * assembly and the linker script.
 *
 *      0xc0000000  direct map: RAM from its start on, 2 MiB blocks, never executable
 *      0xf0000000  kernel image, 4 KiB pages: code RX, constants R, data RW
 *      0xf1000000  device registers, uncached
 *      0xf1800000  the device tree, as the boot loader left it, read-only
 *      0xf2000000  kernel stacks, each with an unmapped guard page below
 *      0xffe00000  fixed pages: probe window, kernel library, system-call page
 *
 * The user's part (below 0xc0000000) is translated by TTBR0 and changes with the task; the kernel's
 * quarter is translated by TTBR1 and never changes: TTBCR.T1SZ = 2 makes the hardware choose.
 */
#ifndef ARCH_LAYOUT_H
#define ARCH_LAYOUT_H

#define KERNEL_STACK_ORDER 13

#define USER_TOP           0xc0000000
#define DIRECT_BASE        0xc0000000
#define DIRECT_TOP         0xf0000000
#define IMAGE_BASE         0xf0000000
#define IMAGE_TOP          0xf1000000
#define DEVICE_BASE        0xf1000000
#define DEVICE_TOP         0xf1800000
#define DEVICE_TREE_BASE   0xf1800000
#define DEVICE_TREE_TOP    0xf2000000
#define STACK_BASE         0xf2000000
#define STACK_TOP          0xffe00000
#define FIXED_BASE         0xffe00000
#define PROBE_WINDOW       0xffe00000
#define KERNEL_LIB_PAGE    0xffffe000
#define SYSCALL_PAGE       0xfffff000

/* Program status register (ARM ARM B1.3.3). */
#define PSR_MODE_MASK      0x1f
#define PSR_MODE_USER      0x10
#define PSR_MODE_IRQ       0x12
#define PSR_MODE_SVC       0x13
#define PSR_MODE_ABORT     0x17
#define PSR_MODE_HYP       0x1a
#define PSR_MODE_UNDEFINED 0x1b
#define PSR_THUMB          0x20
#define PSR_FIQ_OFF        0x40
#define PSR_IRQ_OFF        0x80
#define PSR_ABORT_OFF      0x100

#endif
