/*
 * 32-bit ARM: the numbers of system calls, in r5. (abi sheet §1.1)
 */
#ifndef L4_SYS_SYSCALL_DEFS_H
#define L4_SYS_SYSCALL_DEFS_H

#define L4_SYSCALL_INVOKE 0
#define L4_SYSCALL_MEM_OP 1

#endif
