/* Where things are on QEMU's ARM board "virt". */
#ifndef TESTS_SYSTEM_LOADER_MACHINE_H
#define TESTS_SYSTEM_LOADER_MACHINE_H

#define PLACE_PROGRAMS 0x42000000 /* for those that may be anywhere */
#define PLACE_MODULES  0x48000000 /* their copies, a page boundary each */
#define PLACE_ARCHIVE  0x50000000 /* where QEMU puts the archive of modules */
#define PLACE_ODD      0x5c000000 /* memory that nobody uses */
#define RAM_START      0x40000000
#define UART           0x09000000

#endif
