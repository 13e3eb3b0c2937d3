/* kernel_object.h, rcv_endpoint.h, ipc_gate.h, snd_destination.h. Values: abi sheet §8.2. */
#include <l4/sys/ipc_gate.h>
#include <l4/sys/kernel_object.h>
#include <l4/sys/rcv_endpoint.h>
#include <l4/sys/snd_destination.h>
#include "check.h"

HAS_TWINS(l4_msgtag_t, l4_kobject_dec_refcnt, (l4_cap_idx_t, l4_mword_t));
HAS(l4_msgtag_t, l4_invoke_debugger, (l4_cap_idx_t, l4_msgtag_t, l4_utcb_t *));
HAS_TWINS(l4_msgtag_t, l4_rcv_ep_bind_thread, (l4_cap_idx_t, l4_cap_idx_t, l4_umword_t));
HAS_TWINS(l4_msgtag_t, l4_ipc_gate_bind_thread, (l4_cap_idx_t, l4_cap_idx_t, l4_umword_t));
HAS_TWINS(l4_msgtag_t, l4_ipc_gate_get_infos, (l4_cap_idx_t, l4_umword_t *));

IS(L4_KOBJECT_OP_DEC_REFCNT, 0);
IS(L4_RCV_EP_BIND_OP, 0x10);
IS(L4_IPC_GATE_BIND_OP, 0x10);
IS(L4_IPC_GATE_GET_INFO_OP, 0x11);
