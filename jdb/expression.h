/*
 * Expressions: addresses and conditions as people type them, without blanks or in one piece.
 *
 *      invoke+10              a kernel symbol; numbers are hexadecimal, "#10" is ten
 *      hello:main             a symbol of the program in a task; "main" where that task runs
 *      *cpus+8  *4(sp)        what a word of memory holds; *1( *2( *4( *8( : so many bytes
 *      rsp+8  pc  $r8         a register where the debugger was entered ($: surely a register)
 *      phys(invoke)           the physical address behind one
 *      cap(root,4)            the kernel object in a slot of a task's capability table
 *      @here                  a mark (command "mark")
 *      cpu thread task        numbers of what runs here
 *      + - * / % & | ^ << >> == != < > <= >= && || ! ~ ( )
 */
#ifndef JDB_EXPRESSION_H
#define JDB_EXPRESSION_H

#include "kernel/lib/types.h"

struct trap_frame;

/**
 * @param frame  registers; NULL: none are known
 * @return false when @p text is no expression or cannot be evaluated: expression_error() says why
 */
bool expression_value(const char *text, const struct trap_frame *frame, uint64_t *value);
const char *expression_error(void);

/** Marks: values with a name. The text is kept by the caller. */
enum {
	MARKS_MAX = 16,
	MARK_SIZE = 16,
};
struct mark {
	char name[MARK_SIZE];
	uint64_t value;
};
extern struct mark marks[MARKS_MAX];

#endif
