/*
 * Numbers for assembly. Compiled to assembler text only; the build turns each "->NAME number" in it
 * into a #define of asm_offsets.h. (As strings, since clang lets nothing pass that is no assembly.)
 */
#include "arch/arm/v7/kip.h"
#include "arch/arm/v7/start.h"
#include "arch/arm/v7/unwind.h"
#include "kernel/abi/l4_consts.h"
#include "kernel/abi/l4_kip.h"

#define DEFINE(name, value) __asm__ volatile(".ascii \"->" #name " %c0\"" ::"i"(value))

void offsets(void);

void offsets(void)
{
	DEFINE(FRAME_SIZE, sizeof(struct trap_frame));
	DEFINE(FRAME_R0, offsetof(struct trap_frame, r));
	DEFINE(FRAME_SP, offsetof(struct trap_frame, sp));
	DEFINE(FRAME_ULR, offsetof(struct trap_frame, ulr));
	DEFINE(FRAME_PC, offsetof(struct trap_frame, pc));
	DEFINE(FRAME_CPSR, offsetof(struct trap_frame, cpsr));
	DEFINE(FPU_FPSCR, offsetof(struct fpu_state, fpscr));
	DEFINE(FP_ABOVE_PAIR, FP_ABOVE_PAIR);
	DEFINE(BOOT_STACK_TOP, offsetof(union static_stack, thread));

	DEFINE(KIP_DEVICE_TREE, offsetof(l4_kernel_info_t, dt_addr));
	DEFINE(KIP_US_CODE, KIP_US_CODE);
	DEFINE(KIP_US_DATA, KIP_US_DATA);
	DEFINE(KIP_NS_CODE, KIP_NS_CODE);
	DEFINE(KIP_NS_DATA, KIP_NS_DATA);

	DEFINE(OP_SET_TPIDRURO, L4_THREAD_ARM_TPIDRURO_OP);
	DEFINE(SET_TLS_TAG, l4_msgtag(L4_PROTO_THREAD, 2, 0, 0).raw);
	DEFINE(SET_TLS_DEST, L4_INVALID_CAP | L4_SYSF_CALL);
}
