/*
 * registers: of a thread in user mode, or of the kernel where it raised an exception. utcb: the message.
 */
#include <arch_abi.h>
#include "kernel/arch_debug.h"
#include "kernel/sched/cpu.h"
#include "jdb/commands/commands.h"
#include "jdb/debugger.h"
#include "jdb/out.h"

static const char *const names[] = {L4_EXC_REGISTER_NAMES};

_Static_assert(array_size(names) == L4_EXC_WORDS, "a name for each word");

static void out_words(const word_t *word, unsigned count, const char *const *name)
{
	for (unsigned i = 0; i < count; i++)
		out("%9s %0*lx%s", name[i], (int)(2 * sizeof(word_t)), (unsigned long)word[i],
		    i % 4 == 3 || i + 1 == count ? "\n" : "  ");
}

/* The kernel's on the shown CPU, where its exception or the interrupt that stopped it came. */
static void out_kernel_registers(void)
{
	const struct kernel_exception *e = debugger_exception();
	const struct cpu *c              = debugger_shown_cpu();
	const struct trap_frame *frame = c == debugger_cpu() ? debugger_frame() : c->stopped_frame;

	if (!frame || arch_frame_is_user(frame))
		return;
	out("The kernel's, on CPU %u at the %s:\n", c->number,
	    c == debugger_cpu() ? e ? e->what : "place where it stopped"
				: "interrupt that stopped it");
	out_words((const word_t *)frame, sizeof(struct trap_frame) / sizeof(word_t), names);
}

void command_registers(const struct arguments *args)
{
	word_t words[L4_EXC_WORDS] = {0};
	struct thread *t           = arg_thread(arg_word(args, 0));

	if (args->count == 0)
		out_kernel_registers();
	if (!t->task)
		command_fail("thread %u has never been in user mode", (unsigned)t->object.id);
	out("User mode's, thread %u:\n", (unsigned)t->object.id);
	out_words(words, arch_exception_to_words(t, words), names);
}
