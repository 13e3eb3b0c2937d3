/* Where things are on a PC. */
#ifndef TESTS_SYSTEM_LOADER_MACHINE_H
#define TESTS_SYSTEM_LOADER_MACHINE_H

#define PLACE_PROGRAMS 0x2000000  /* for those that may be anywhere */
#define PLACE_ODD      0x1c000000 /* memory that nobody uses */

#endif
