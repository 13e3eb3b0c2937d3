/*
 * Sleeping.
 */
#ifndef L4_UTIL_UTIL_H
#define L4_UTIL_UTIL_H

#include <l4/sys/ipc.h>

L4_INLINE void l4_usleep(unsigned us)
{
	l4_ipc_sleep_us(us);
}

L4_INLINE void l4_sleep(unsigned ms)
{
	while (ms > 1000000) { /* keep the product in 32 bits */
		l4_ipc_sleep_us(1000000000U);
		ms -= 1000000;
	}
	l4_ipc_sleep_us(ms * 1000);
}

L4_INLINE L4_NORETURN void l4_sleep_forever(void)
{
	for (;;)
		l4_ipc_sleep(L4_IPC_NEVER);
}

#endif
