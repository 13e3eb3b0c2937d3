/*
 * Undefined behaviour, caught: what the compiler's checks call in a DEBUG=ubsan kernel.
 *
 * With -fsanitize=undefined the compiler puts a test before every operation that the language leaves
 * undefined for some operands, and calls one of these functions when the test fails. What it passes is
 * not written down anywhere but in the compilers: a structure that begins with the place in the source
 * (but for one function), and the operands, as values of a machine word or as pointers to larger ones.
 * The operands are not decoded here: the place and the kind tell a reader where to look, and the
 * debugger's backtrace tells with which values.
 *
 * Only DEBUG=ubsan compiles this file's contents; kernel/rules.mk has the options.
 */
#ifdef CONFIG_UBSAN
#include "kernel/lib/panic.h"

struct place {
	const char *file;
	uint32_t line;
	uint32_t column;
};

static _Noreturn void found(const struct place *place, const char *kind)
{
	panic("%s:%u:%u: undefined behaviour: %s", place->file, (unsigned)place->line,
	      (unsigned)place->column, kind);
}

/* A handler that gets @p ... operands besides the place, and says @p kind. */
#define HANDLER(name, kind, ...)                                                          \
	void __ubsan_handle_##name(const struct place *place __VA_OPT__(, ) __VA_ARGS__); \
	void __ubsan_handle_##name(const struct place *place __VA_OPT__(, ) __VA_ARGS__)  \
	{                                                                                 \
		found(place, kind);                                                       \
	}

/* Operands are there for the calling convention only. */
#define ONE __attribute__((unused)) word_t a
#define TWO ONE, __attribute__((unused)) word_t b

HANDLER(add_overflow, "addition overflows", TWO)
HANDLER(sub_overflow, "subtraction overflows", TWO)
HANDLER(mul_overflow, "multiplication overflows", TWO)
HANDLER(negate_overflow, "negation overflows", ONE)
HANDLER(divrem_overflow, "division by zero, or its result overflows", TWO)
HANDLER(shift_out_of_bounds, "shift by a negative count or past the type's width", TWO)
HANDLER(out_of_bounds, "array index out of bounds", ONE)
HANDLER(pointer_overflow, "pointer arithmetic wraps around", TWO)
HANDLER(load_invalid_value, "a value that its type (bool, enum) does not have", ONE)
HANDLER(vla_bound_not_positive, "array of variable length with no elements", ONE)
HANDLER(builtin_unreachable, "unreachable code was reached")
HANDLER(missing_return, "the end of a function without its value")
HANDLER(nonnull_arg, "a null pointer for a parameter that must not be null")
HANDLER(function_type_mismatch, "call through a pointer of another function type", ONE)
HANDLER(invalid_builtin, "a builtin function was called with 0")

/* The place of the return statement comes apart from the function's attribute. */
void __ubsan_handle_nonnull_return_v1(const void *attribute, const struct place *place);
void __ubsan_handle_nonnull_return_v1(const void *attribute, const struct place *place)
{
	(void)attribute;
	found(place, "a null pointer from a function that must not return null");
}

/* Access through a pointer that is null, misaligned, or points to too small an object. */
struct type_mismatch {
	struct place place;
	const void *type;
	uint8_t align_order;
	uint8_t access;
};

void __ubsan_handle_type_mismatch_v1(const struct type_mismatch *data, word_t pointer);
void __ubsan_handle_type_mismatch_v1(const struct type_mismatch *data, word_t pointer)
{
	if (!pointer)
		found(&data->place, "access through a null pointer");
	if (pointer & (((word_t)1 << data->align_order) - 1))
		found(&data->place, "access through a misaligned pointer");
	found(&data->place, "access outside of an object");
}

#endif
