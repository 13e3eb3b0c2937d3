/* Layout: abi sheet §4.1, §4.2. */
#include <l4/sys/utcb.h>
#include "check.h"

HAS(l4_utcb_t *, l4_utcb, (void));
HAS(l4_utcb_t *, l4_utcb_direct, (void));
HAS(l4_utcb_t *, l4_utcb_wrap, (void));
HAS(l4_msg_regs_t *, l4_utcb_mr, (void));
HAS(l4_msg_regs_t *, l4_utcb_mr_u, (l4_utcb_t *));
HAS(l4_buf_regs_t *, l4_utcb_br, (void));
HAS(l4_buf_regs_t *, l4_utcb_br_u, (l4_utcb_t *));
HAS(l4_thread_regs_t *, l4_utcb_tcr, (void));
HAS(l4_thread_regs_t *, l4_utcb_tcr_u, (l4_utcb_t *));
HAS(l4_exc_regs_t *, l4_utcb_exc, (void));
HAS(l4_exc_regs_t *, l4_utcb_exc_u, (l4_utcb_t *));
HAS(l4_umword_t, l4_utcb_exc_pc, (const l4_exc_regs_t *));
HAS(void, l4_utcb_exc_pc_set, (l4_exc_regs_t *, l4_addr_t));
HAS(unsigned long, l4_utcb_exc_typeval, (const l4_exc_regs_t *));
HAS(int, l4_utcb_exc_is_pf, (const l4_exc_regs_t *));
HAS(l4_addr_t, l4_utcb_exc_pfa, (const l4_exc_regs_t *));
HAS(int, l4_utcb_exc_is_ex_regs_exception, (const l4_exc_regs_t *));
HAS(void, l4_utcb_inherit_fpu, (int));
HAS(void, l4_utcb_inherit_fpu_u, (l4_utcb_t *, int));
HAS(l4_umword_t, l4_bdr, (l4_umword_t, l4_umword_t, l4_umword_t, l4_umword_t));
HAS_TWINS(l4_timeout_s, l4_timeout_abs, (l4_kernel_clock_t, int));
HAS(unsigned, l4_utcb_mr64_idx, (unsigned));

IS(L4_UTCB_GENERIC_DATA_SIZE, 63);
IS(L4_UTCB_GENERIC_BUFFERS_SIZE, 58);
IS(L4_UTCB_OFFSET, 128 * sizeof(long));
IS(L4_UTCB_MSG_REGS_OFFSET, 0);
IS(L4_UTCB_BUF_REGS_OFFSET, 64 * sizeof(long));
IS(L4_UTCB_THREAD_REGS_OFFSET, 123 * sizeof(long));
IS(L4_UTCB_INHERIT_FPU, 1 << 24);
IS(L4_UTCB_EXCEPTION_REGS_SIZE, sizeof(l4_exc_regs_t) / sizeof(long));
SIZE(l4_thread_regs_t, 5 * sizeof(long));
AT(l4_thread_regs_t, free_marker, sizeof(long));
AT(l4_thread_regs_t, user, 2 * sizeof(long));
AT(l4_buf_regs_t, br, sizeof(long));
