/*
 * Translations that other CPUs remember.
 *
 * A CPU flushes its own TLB only. So who changes page tables asks those CPUs that run on them:
 *
 *      changes entries, each: tlb.asked of every such CPU + 1     (tlb_user_changed)
 *      … a batch of them …
 *      interrupts every CPU that has not done yet, and waits      (arch_tlb_wait)
 *                                   it flushes, tlb.done = tlb.asked as it was before
 *
 * Loading CR3 for another reason counts, too. A waiter has interrupts off, so two could wait for each
 * other: it does what it is asked for while it waits.
 *
 * Why nobody is missed: the changer writes the entry and then looks what a CPU runs on; that CPU writes
 * what it runs on and then loads CR3, after which it reads entries. One of the two sees the other.
 *
 * The kernel's own translations are global and survive that. They change only when a kernel stack is
 * given back; its address is not used again before a round of all CPUs is over, for which nobody waits.
 */
#include "arch/x86/common/tlb.h"
#include "arch/x86/common/cpu.h"
#include "arch/x86/common/local_apic.h"
#include "arch/x86/common/vectors.h"
#include "kernel/arch.h"
#include "kernel/sched/cpu.h"
#include "kernel/trace.h"

static uint32_t asks;         /* how often somebody was asked … */
static uint32_t answered;     /* … and up to which of them all have done it */
static uint32_t kernel_round; /* number of the latest */

static uint32_t load(const uint32_t *word)
{
	return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

/* ---- Asking ---------------------------------------------------------------------------------- */

static bool has_done(const struct cpu *c, uint32_t asked)
{
	return (int32_t)(load(&c->arch.tlb_done) - asked) >= 0;
}

void tlb_user_changed(paddr_t root)
{
	const struct cpu *self = cpu_current();
	bool some              = false;

	if (cpu_count == 1)
		return;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	for (unsigned i = 0; i < cpu_count; i++) {
		struct cpu *c = &cpus[i];

		if (c == self || __atomic_load_n(&c->arch.active_root, __ATOMIC_RELAXED) != root)
			continue;
		__atomic_add_fetch(&c->arch.tlb_asked, 1, __ATOMIC_SEQ_CST);
		some = true;
	}
	if (some)
		__atomic_add_fetch(&asks, 1, __ATOMIC_SEQ_CST);
}

static void wait_for(const struct cpu *c)
{
	uint32_t asked = load(&c->arch.tlb_asked);

	while (!has_done(c, asked)) {
		tlb_serve();
		cpu_relax();
	}
}

/* The thread may have come to another CPU since it asked: then its own is one of the others. */
void arch_tlb_wait(void)
{
	uint32_t until = load(&asks);

	if ((int32_t)(load(&answered) - until) >= 0)
		return;
	tlb_serve();
	for (unsigned i = 0; i < cpu_count; i++) {
		if (has_done(&cpus[i], load(&cpus[i].arch.tlb_asked)))
			continue;
		trace(tlb_shootdown, i);
		local_apic_send(cpus[i].arch.apic_id, VECTOR_FLUSH);
	}
	for (unsigned i = 0; i < cpu_count; i++)
		wait_for(&cpus[i]);
	/* Should an earlier number overwrite a later one here, somebody waits once more for nothing. */
	__atomic_store_n(&answered, until, __ATOMIC_RELEASE);
}

uint32_t tlb_kernel_round_begin(void)
{
	uint32_t number = __atomic_add_fetch(&kernel_round, 1, __ATOMIC_SEQ_CST);

	for (unsigned i = 0; i < cpu_count; i++)
		if (&cpus[i] != cpu_current())
			local_apic_send(cpus[i].arch.apic_id, VECTOR_FLUSH);
	tlb_serve();
	return number;
}

bool tlb_kernel_round_over(uint32_t number)
{
	for (unsigned i = 0; i < cpu_count; i++)
		if ((int32_t)(load(&cpus[i].arch.tlb_kernel_round) - number) < 0)
			return false;
	return true;
}

/* ---- Flushing -------------------------------------------------------------------------------- */

uint32_t tlb_flush_begin(struct arch_cpu *cpu)
{
	return load(&cpu->tlb_asked);
}

void tlb_flush_end(struct arch_cpu *cpu, uint32_t asked)
{
	if (cpu->tlb_done != asked)
		__atomic_store_n(&cpu->tlb_done, asked, __ATOMIC_RELEASE);
}

void tlb_serve(void)
{
	struct arch_cpu *cpu = &cpu_current()->arch;
	uint32_t asked       = tlb_flush_begin(cpu);
	uint32_t round       = load(&kernel_round);

	if (cpu->tlb_kernel_round != round) {
		word_t cr4 = read_cr4();

		write_cr4(cr4 &
			  ~(word_t)CR4_PGE); /* global ones go, too (SDM volume 3, 4.10.4.1) */
		write_cr4(cr4);
		__atomic_store_n(&cpu->tlb_kernel_round, round, __ATOMIC_RELEASE);
	} else if (cpu->tlb_done != asked) {
		write_cr3(read_cr3());
	}
	tlb_flush_end(cpu, asked);
}
