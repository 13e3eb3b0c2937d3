/*
 * The commands: one function and one file each. table.c gives them their names.
 */
#ifndef JDB_COMMANDS_COMMANDS_H
#define JDB_COMMANDS_COMMANDS_H

#include "jdb/command.h"

/* What stands in the table: void command_NAME(const struct arguments *args). */
typedef void command_function(const struct arguments *args);
extern command_function command_backtrace, command_break, command_breakpoints, command_caps,
	command_check, command_cpu, command_cpus, command_crash, command_dump, command_edit,
	command_go, command_help, command_irqs, command_locks, command_macro, command_mappings,
	command_mark, command_memory, command_object, command_objects, command_order, command_pager,
	command_pages, command_print, command_ready, command_record, command_registers,
	command_reset, command_search, command_step, command_symbol, command_tasks, command_thread,
	command_threads, command_timeouts, command_trace, command_utcb, command_why;

#endif
