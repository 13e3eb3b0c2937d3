/*
 * 32-bit ARM: the second system call, for what only the kernel may do to memory: caches, and device
 * registers that answer to nobody else. (abi sheet §1.3)
 */
#ifndef L4_SYS_MEM_OP_H
#define L4_SYS_MEM_OP_H

#include <l4/sys/compiler.h>
#include <l4/sys/syscall_defs.h>

enum L4_mem_op_widths {
	L4_MEM_WIDTH_1BYTE = 0,
	L4_MEM_WIDTH_2BYTE = 1,
	L4_MEM_WIDTH_4BYTE = 2,
};

enum L4_mem_ops {
	L4_MEM_OP_MEM_READ  = 0x10,
	L4_MEM_OP_MEM_WRITE = 0x11,
};

/** The system call: @p op in r0, arguments in r1 to r3, the answer in r0. */
L4_INLINE unsigned long l4_mem_arm_op_call(unsigned long op, unsigned long va, unsigned long width,
					   unsigned long value)
{
	register unsigned long r0 __asm__("r0") = op;
	register unsigned long r1 __asm__("r1") = va;
	register unsigned long r2 __asm__("r2") = width;
	register unsigned long r3 __asm__("r3") = value;
	register unsigned long r5 __asm__("r5") = L4_SYSCALL_MEM_OP;

	__asm__ volatile("svc #0"
			 : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3), "+r"(r5)
			 :
			 : "r12", "lr", "cc", "memory");
	return r0;
}

/** Read 2^@p width bytes at @p virtaddress with the kernel's privilege; 0 if that is nonsense. */
L4_INLINE unsigned long l4_mem_read(unsigned long virtaddress, unsigned width)
{
	return l4_mem_arm_op_call(L4_MEM_OP_MEM_READ, virtaddress, width, 0);
}

/** Write 2^@p width bytes. */
L4_INLINE void l4_mem_write(unsigned long virtaddress, unsigned width, unsigned long value)
{
	l4_mem_arm_op_call(L4_MEM_OP_MEM_WRITE, virtaddress, width, value);
}

#endif
