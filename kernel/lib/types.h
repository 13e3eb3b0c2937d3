/*
 * Basic types and small helpers that every kernel file may use.
 */
#ifndef KERNEL_LIB_TYPES_H
#define KERNEL_LIB_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef unsigned long word_t; /* a machine word, as user code sees it */
typedef uint64_t paddr_t;     /* a physical address, on every architecture */
typedef uintptr_t vaddr_t;    /* a virtual address, of the kernel or of a user */
typedef uint64_t usec_t;      /* microseconds on the kernel clock, since boot */

#define USEC_NEVER                      UINT64_MAX

#define container_of(ptr, type, member) ((type *)((char *)(ptr)-offsetof(type, member)))
#define array_size(a)                   (sizeof(a) / sizeof((a)[0]))
#define likely(x)                       __builtin_expect(!!(x), 1)
#define unlikely(x)                     __builtin_expect(!!(x), 0)
#define min_of(a, b)                    ((a) < (b) ? (a) : (b))
#define max_of(a, b)                    ((a) > (b) ? (a) : (b))

#define KIB(n)                          ((size_t)(n) << 10)
#define MIB(n)                          ((size_t)(n) << 20)

/** @p x rounded down / up to a multiple of 2^@p order; x may be any unsigned type. */
#define align_down(x, order)            ((x) & ~((((__typeof__(x))1) << (order)) - 1))
#define align_up(x, order)              align_down((x) + (((__typeof__(x))1) << (order)) - 1, order)

#endif
