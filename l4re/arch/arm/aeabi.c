/*
 * Memory functions under the names of the ARM run-time ABI, which some compilers call instead of
 * the C names. Source: Run-time ABI for the ARM Architecture, 4.3.4.
 *
 * The suffix tells how well the arguments are aligned; we do not use that.
 */
#include <string.h>

void __aeabi_memcpy(void *to, const void *from, size_t n);
void __aeabi_memcpy4(void *to, const void *from, size_t n) __attribute__((alias("__aeabi_memcpy")));
void __aeabi_memcpy8(void *to, const void *from, size_t n) __attribute__((alias("__aeabi_memcpy")));
void __aeabi_memmove(void *to, const void *from, size_t n);
void __aeabi_memmove4(void *to, const void *from, size_t n)
	__attribute__((alias("__aeabi_memmove")));
void __aeabi_memmove8(void *to, const void *from, size_t n)
	__attribute__((alias("__aeabi_memmove")));
void __aeabi_memset(void *to, size_t n, int byte);
void __aeabi_memset4(void *to, size_t n, int byte) __attribute__((alias("__aeabi_memset")));
void __aeabi_memset8(void *to, size_t n, int byte) __attribute__((alias("__aeabi_memset")));
void __aeabi_memclr(void *to, size_t n);
void __aeabi_memclr4(void *to, size_t n) __attribute__((alias("__aeabi_memclr")));
void __aeabi_memclr8(void *to, size_t n) __attribute__((alias("__aeabi_memclr")));

void __aeabi_memcpy(void *to, const void *from, size_t n)
{
	memcpy(to, from, n);
}

void __aeabi_memmove(void *to, const void *from, size_t n)
{
	memmove(to, from, n);
}

/* The order of the arguments differs from memset()'s. */
void __aeabi_memset(void *to, size_t n, int byte)
{
	memset(to, byte, n);
}

void __aeabi_memclr(void *to, size_t n)
{
	memset(to, 0, n);
}
