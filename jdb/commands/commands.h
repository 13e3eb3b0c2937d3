/*
 * The commands: one function and one file each. table.c gives them their names.
 */
#ifndef JDB_COMMANDS_COMMANDS_H
#define JDB_COMMANDS_COMMANDS_H

#include "jdb/command.h"

void command_backtrace(const struct arguments *args);
void command_caps(const struct arguments *args);
void command_check(const struct arguments *args);
void command_cpu(const struct arguments *args);
void command_cpus(const struct arguments *args);
void command_crash(const struct arguments *args);
void command_dump(const struct arguments *args);
void command_go(const struct arguments *args);
void command_help(const struct arguments *args);
void command_irqs(const struct arguments *args);
void command_locks(const struct arguments *args);
void command_mappings(const struct arguments *args);
void command_memory(const struct arguments *args);
void command_object(const struct arguments *args);
void command_objects(const struct arguments *args);
void command_pager(const struct arguments *args);
void command_pages(const struct arguments *args);
void command_ready(const struct arguments *args);
void command_record(const struct arguments *args);
void command_registers(const struct arguments *args);
void command_reset(const struct arguments *args);
void command_symbol(const struct arguments *args);
void command_tasks(const struct arguments *args);
void command_thread(const struct arguments *args);
void command_threads(const struct arguments *args);
void command_timeouts(const struct arguments *args);
void command_trace(const struct arguments *args);
void command_utcb(const struct arguments *args);
void command_why(const struct arguments *args);
void command_break(const struct arguments *args);
void command_watch(const struct arguments *args);
void command_port(const struct arguments *args);
void command_breakpoints(const struct arguments *args);
void command_step(const struct arguments *args);
void command_over(const struct arguments *args);
void command_branch(const struct arguments *args);
void command_finish(const struct arguments *args);
void command_halt(const struct arguments *args);
void command_resume(const struct arguments *args);
void command_cancel(const struct arguments *args);
void command_expire(const struct arguments *args);
void command_priority(const struct arguments *args);
void command_kill(const struct arguments *args);
void command_macro(const struct arguments *args);
void command_mark(const struct arguments *args);
void command_print(const struct arguments *args);
void command_edit(const struct arguments *args);
void command_search(const struct arguments *args);
void command_talks(const struct arguments *args);

#endif
