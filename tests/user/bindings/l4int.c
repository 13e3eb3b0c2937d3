/* The types that formats of printf() and overloads of C++ depend on. */
#include <l4/sys/l4int.h>
#include "check.h"

typedef unsigned long long u64_is;
typedef l4_uint64_t u64_is;
typedef long long s64_is;
typedef l4_int64_t s64_is;
typedef unsigned int u32_is;
typedef l4_uint32_t u32_is;
typedef int s32_is;
typedef l4_int32_t s32_is;
typedef unsigned short u16_is;
typedef l4_uint16_t u16_is;
typedef unsigned char u8_is;
typedef l4_uint8_t u8_is;
typedef signed char s8_is;
typedef l4_int8_t s8_is;
typedef unsigned long word_is;
typedef l4_umword_t word_is;
typedef l4_addr_t word_is;
typedef long sword_is;
typedef l4_mword_t sword_is;
typedef l4_cpu_time_t u64_is;
typedef l4_kernel_clock_t u64_is;

SIZE(l4_size_t, sizeof(void *));
SIZE(l4_ssize_t, sizeof(void *));
