/*
 * Starting user level: two tasks that differ from all later ones only in who made them.
 *
 *                 sigma0                              root task
 *      slot 1     its task                            its task
 *      slot 2     root factory                        root factory
 *      slot 3     its thread                          its thread
 *      slot 4     -                                   gate to sigma0's thread, label 0x40
 *      slot 5..   log, ICU, scheduler, debugger       the same
 *      memory     all of it, one to one               page faults go to sigma0
 *
 * All capabilities carry all rights, but slot 4 of the root task lacks the gate's server right, so
 * that every message through it goes to sigma0. Source: abi sheet §2.4, §11.2.
 */
#include "kernel/abi/l4_utcb.h"
#include "kernel/arch.h"
#include "kernel/boot/kip.h"
#include "kernel/boot/workload.h"
#include "kernel/lib/panic.h"
#include "kernel/object/initial.h"
#include "kernel/object/ipc_gate.h"
#include "kernel/object/task.h"
#include "kernel/object/thread.h"
#include "kernel/sched/cpu.h"
#include <arch_abi.h>

enum {
	SIGMA0_CLIENT_LABEL = 0x40,
	SELF_TASK           = L4_BASE_TASK_CAP >> L4_CAP_SHIFT,
	SELF_THREAD         = L4_BASE_THREAD_CAP >> L4_CAP_SHIFT,
	PAGER               = L4_BASE_PAGER_CAP >> L4_CAP_SHIFT,
	ALL_RIGHTS          = L4_CAP_FPAGE_RWSD | CAP_ALL_ATTRIBUTES,
};

struct program {
	struct task *task;
	struct thread *thread;
};

static void give(struct task *task, unsigned index, struct object *obj, word_t rights)
{
	struct cap_slot *slot;

	helping_lock(&capability_lock);
	slot = cap_slot_make(&task->caps, index);
	if (!slot)
		panic("no memory for the boot capabilities");
	cap_slot_set(slot, obj, rights, NULL);
	helping_unlock(&capability_lock);
}

static struct program make_program(void)
{
	struct program p = {task_create(&root_quota), thread_create(&root_quota)};
	l4_fpage_t area  = l4_fpage_raw_make(L4_BOOT_UTCB_AREA >> L4_PAGESHIFT, L4_FPAGE_MEMORY,
					     L4_PAGESHIFT, L4_FPAGE_RW);

	if (!p.task || !p.thread || ku_mem_add(&p.task->mem, area) != 0 ||
	    thread_bind(p.thread, p.task, L4_BOOT_UTCB_AREA) != 0)
		panic("no memory for the first tasks");
	give(p.task, SELF_TASK, &p.task->object, ALL_RIGHTS);
	give(p.task, SELF_THREAD, &p.thread->object, ALL_RIGHTS);
	for (unsigned i = 0; i <= L4_BASE_CAPS_LAST >> L4_CAP_SHIFT; i++) {
		struct object *obj = initial_object(i);

		if (obj)
			give(p.task, i, obj, ALL_RIGHTS);
	}
	return p;
}

void workload_start(void)
{
	struct program sigma0, root;
	struct ipc_gate *gate;

	if (!kip()->sigma0_ip) {
		printk("Warning: there is no sigma0, so no user program is started.\n");
		return;
	}
	sigma0                    = make_program();
	sigma0.task->mem.physical = true;
	sigma0.thread->pager = sigma0.thread->handler = 0;
	sigma0_task                                   = sigma0.task;
	thread_start(sigma0.thread, (word_t)kip()->sigma0_ip, 0);
	arch_set_user_argument(sigma0.thread, 0, (word_t)virt_to_phys(&kip_page));
	thread_schedule(sigma0.thread, cpu_current(), 1, DEFAULT_QUANTUM_US);

	if (!kip()->root_ip) {
		printk("Warning: there is no root task.\n");
		return;
	}
	root = make_program();
	gate = ipc_gate_create(&root_quota, sigma0.thread, SIGMA0_CLIENT_LABEL);
	if (!gate)
		panic("no memory for the gate to sigma0");
	give(root.task, PAGER, &gate->object,
	     L4_CAP_FPAGE_RWSD | (CAP_ALL_ATTRIBUTES & ~CAP_GATE_SERVER));
	root.thread->pager   = PAGER;
	root.thread->handler = 0;
	thread_start(root.thread, (word_t)kip()->root_ip, 0);
	thread_schedule(root.thread, cpu_current(), 1, DEFAULT_QUANTUM_US);
}
