/* Values: abi sheet §2.1, §3.3. */
#include <l4/sys/ipc.h>
#include "check.h"

HAS(l4_msgtag_t, l4_ipc,
    (l4_cap_idx_t, l4_utcb_t *, l4_umword_t, l4_umword_t, l4_msgtag_t, l4_umword_t *,
     l4_timeout_t));
HAS(l4_msgtag_t, l4_ipc_send, (l4_cap_idx_t, l4_utcb_t *, l4_msgtag_t, l4_timeout_t));
HAS(l4_msgtag_t, l4_ipc_wait, (l4_utcb_t *, l4_umword_t *, l4_timeout_t));
HAS(l4_msgtag_t, l4_ipc_receive, (l4_cap_idx_t, l4_utcb_t *, l4_timeout_t));
HAS(l4_msgtag_t, l4_ipc_call, (l4_cap_idx_t, l4_utcb_t *, l4_msgtag_t, l4_timeout_t));
HAS(l4_msgtag_t, l4_ipc_reply_and_wait, (l4_utcb_t *, l4_msgtag_t, l4_umword_t *, l4_timeout_t));
HAS(l4_msgtag_t, l4_ipc_send_and_wait,
    (l4_cap_idx_t, l4_utcb_t *, l4_msgtag_t, l4_umword_t *, l4_timeout_t));
HAS(l4_msgtag_t, l4_ipc_sleep, (l4_timeout_t));
HAS(l4_msgtag_t, l4_ipc_sleep_ms, (l4_uint32_t));
HAS(l4_msgtag_t, l4_ipc_sleep_us, (l4_uint64_t));
HAS(l4_umword_t, l4_ipc_error, (l4_msgtag_t, l4_utcb_t *));
HAS(int, l4_ipc_error_code, (l4_utcb_t *));
HAS(int, l4_ipc_is_snd_error, (l4_utcb_t *));
HAS(int, l4_ipc_is_rcv_error, (l4_utcb_t *));
HAS(long, l4_ipc_to_errno, (unsigned long));
HAS_TWINS(long, l4_error, (l4_msgtag_t));
HAS_TWINS(int, l4_sndfpage_add, (l4_fpage_t, unsigned long, l4_msgtag_t *));

IS(L4_SYSF_NONE, 0);
IS(L4_SYSF_SEND, 1);
IS(L4_SYSF_RECV, 2);
IS(L4_SYSF_CALL, 3);
IS(L4_SYSF_OPEN_WAIT, 4);
IS(L4_SYSF_WAIT, 6);
IS(L4_SYSF_SEND_AND_WAIT, 7);
IS(L4_SYSF_REPLY, 8);
IS(L4_SYSF_REPLY_AND_WAIT, 0xf);

IS(L4_IPC_SETIMEOUT, 0x02);
IS(L4_IPC_RETIMEOUT, 0x03);
IS(L4_IPC_ENOT_EXISTENT, 0x04);
IS(L4_IPC_SECANCELED, 0x06);
IS(L4_IPC_RECANCELED, 0x07);
IS(L4_IPC_SEMSGCUT, 0x08);
IS(L4_IPC_REMSGCUT, 0x09);
IS(L4_IPC_SESNDPFTO, 0x0a);
IS(L4_IPC_RESNDPFTO, 0x0b);
IS(L4_IPC_SERCVPFTO, 0x0c);
IS(L4_IPC_RERCVPFTO, 0x0d);
IS(L4_IPC_SEABORTED, 0x0e);
IS(L4_IPC_REABORTED, 0x0f);
IS(L4_IPC_SEMAPFAILED, 0x10);
IS(L4_IPC_REMAPFAILED, 0x11);
IS(L4_IPC_NO_REPLY_CAP, 0x13);
IS(L4_IPC_ERROR_MASK, 0x1f);
IS(L4_IPC_SND_ERR_MASK, 1);
