/*
 * The root task that measures latency. Powers off at the end.
 */
#include "tests/bench/latency/latency.h"
#include <l4/sys/kip.h>
#include <l4/sys/platform_control.h>
#include <stdio.h>

int main(void)
{
	if (!l4_kip_kernel_has_feature(l4_kip(), COUNTER_FEATURE))
		bench_fail("the kernel does not let programs read the counter", 0);
	measure_init();
	partners_init();
	alarm_init();
	short_operations();
	long_operations();
	printf("end of figures\n");
	l4_utcb_mr()->mr[0] = L4_PLATFORM_CTL_SYS_SHUTDOWN_OP;
	l4_utcb_mr()->mr[1] = 0;
	l4_ipc_call(L4_BASE_ICU_CAP, l4_utcb(), l4_msgtag(L4_PROTO_PLATFORM_CTL, 2, 0, 0),
		    L4_IPC_NEVER);
	return 0;
}
