/*
 * Helper functions that compilers for ARM call by the names of the run-time ABI (IHI 0043), where
 * these differ from C's. Division comes from libgcc.
 */
	.text

	.globl __aeabi_memcpy, __aeabi_memcpy4, __aeabi_memcpy8
__aeabi_memcpy:
__aeabi_memcpy4:
__aeabi_memcpy8:
	b memcpy

	.globl __aeabi_memmove, __aeabi_memmove4, __aeabi_memmove8
__aeabi_memmove:
__aeabi_memmove4:
__aeabi_memmove8:
	b memmove

/* (to, bytes, byte), unlike memset */
	.globl __aeabi_memset, __aeabi_memset4, __aeabi_memset8
__aeabi_memset:
__aeabi_memset4:
__aeabi_memset8:
	mov r3, r1
	mov r1, r2                      @ byte
	mov r2, r3                      @ bytes
	b memset

	.globl __aeabi_memclr, __aeabi_memclr4, __aeabi_memclr8
__aeabi_memclr:
__aeabi_memclr4:
__aeabi_memclr8:
	mov r2, r1                      @ bytes
	mov r1, #0
	b memset

/* libgcc: division by zero. Kernel code never divides by a number that it has not checked. */
	.globl __aeabi_idiv0, __aeabi_ldiv0
__aeabi_idiv0:
__aeabi_ldiv0:
	udf #0

/* libgcc's objects name these for C++ exceptions, of which there are none. */
	.globl __aeabi_unwind_cpp_pr0, __aeabi_unwind_cpp_pr1, __aeabi_unwind_cpp_pr2
__aeabi_unwind_cpp_pr0:
__aeabi_unwind_cpp_pr1:
__aeabi_unwind_cpp_pr2:
	bx lr
