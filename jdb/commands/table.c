/*
 * The list of commands, in the order in which help shows them.
 */
#include "jdb/commands/commands.h"

const struct command commands[] = {
	{"help", "h", "[COMMAND]", "the commands, or one of them", command_help},
	{"go", "g", "", "leave the debugger", command_go},
	{"why", NULL, "", "the reason for being here, again", command_why},
	{"threads", "lp", "", "all threads", command_threads},
	{"thread", "t", "[THREAD]", "one thread: state, partner, kernel stack", command_thread},
	{"ready", "lr", "", "ready queue of each CPU", command_ready},
	{"timeouts", "lt", "", "waits that end by themselves, earliest first", command_timeouts},
	{"backtrace", "bt", "[THREAD]", "kernel stack by function and line", command_backtrace},
	{"registers", "r", "[THREAD]", "user registers; of the kernel after its exception",
	 command_registers},
	{"utcb", "z", "[THREAD]", "message and buffer registers", command_utcb},
	{"tasks", "s", "", "all tasks", command_tasks},
	{"caps", "o", "[TASK]", "capability table of a task", command_caps},
	{"pages", "p", "[TASK [ADDRESS]]", "page table of a task; the walk to one address",
	 command_pages},
	{"objects", "Q", "", "all kernel objects", command_objects},
	{"object", "K", "OBJECT", "one object, and who holds capabilities to it", command_object},
	{"mappings", "m", "ADDRESS | TASK ADDRESS",
	 "mapping tree of a physical page, or of a task's", command_mappings},
	{"dump", "d", "[TASK | phys] ADDRESS [BYTES]", "memory: of the kernel, a task, physical",
	 command_dump},
	{"symbol", NULL, "ADDRESS", "function and line of an address; address of a symbol",
	 command_symbol},
	{"trace", "T", "[COUNT | all] [CLASS ...]", "the last events, of all or the given classes",
	 command_trace},
	{"record", "O", "[+CLASS | -CLASS ...]", "which classes of events are recorded",
	 command_record},
	{"check", NULL, "", "evaluate every invariant of the kernel", command_check},
	{"memory", "km", "", "kernel memory and quotas", command_memory},
	{"cpus", "kc", "", "what each CPU does, and how it stopped", command_cpus},
	{"cpu", NULL, "[CPU]", "look at another CPU: where it stands; then registers, backtrace …",
	 command_cpu},
	{"locks", NULL, "", "helping locks: who holds them, who waits", command_locks},
	{"irqs", "R", "", "interrupt pins and what they are bound to", command_irqs},
	{"pager", "J", "LINES | off", "stop after so many lines of output", command_pager},
	{"crash", NULL, "fault | assert | go",
	 "break the kernel on purpose: in this command, or after it", command_crash},
	{"reset", "^", "", "restart the machine", command_reset},
};

const size_t command_count = array_size(commands);
