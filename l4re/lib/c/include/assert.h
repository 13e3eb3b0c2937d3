/*
 * assert(): says on the log what did not hold and where, then ends the program.
 */
#undef assert
#ifdef NDEBUG
#define assert(condition) ((void)0)
#else
#define assert(condition) ((condition) ? (void)0 : assert_failed(#condition, __FILE__, __LINE__))
#endif

#ifndef _ASSERT_H
#define _ASSERT_H
_Noreturn void assert_failed(const char *condition, const char *file, int line);
#endif
