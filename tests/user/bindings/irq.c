/* Values: abi sheet §8.5, §8.6. */
#include <l4/sys/irq.h>
#include <l4/sys/semaphore.h>
#include "check.h"

HAS_TWINS(l4_msgtag_t, l4_irq_mux_chain, (l4_cap_idx_t, l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_irq_detach, (l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_irq_bind_vcpu, (l4_cap_idx_t, l4_cap_idx_t, l4_umword_t));
HAS_TWINS(l4_msgtag_t, l4_irq_trigger, (l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_irq_receive, (l4_cap_idx_t, l4_timeout_t));
HAS_TWINS(l4_msgtag_t, l4_irq_wait, (l4_cap_idx_t, l4_umword_t *, l4_timeout_t));
HAS_TWINS(l4_msgtag_t, l4_irq_unmask, (l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_semaphore_up, (l4_cap_idx_t));
HAS_TWINS(l4_msgtag_t, l4_semaphore_down, (l4_cap_idx_t, l4_timeout_t));

IS(L4_IRQ_SENDER_OP_DETACH, 1);
IS(L4_IRQ_SENDER_OP_BIND_VCPU, 2);
IS(L4_IRQ_OP_TRIGGER, 2);
IS(L4_IRQ_OP_EOI, 4);
IS(L4_SEMAPHORE_OP_DOWN, 0);
