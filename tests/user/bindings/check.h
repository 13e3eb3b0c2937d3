/*
 * What a file of this directory says about the header that it includes. All is checked while compiling.
 */
#ifndef CHECK_H
#define CHECK_H

/* The header has a function of this name, with these types of arguments, in this order. */
#define HAS(result, name, arguments) \
	static result(*const has_##name) arguments __attribute__((unused)) = name

/* It has two: one finds the caller's UTCB, the twin is given it as last argument. */
#define WITH_UTCB(...) (__VA_ARGS__, l4_utcb_t *)
#define HAS_TWINS(result, name, arguments) \
	HAS(result, name, arguments);      \
	HAS(result, name##_u, WITH_UTCB arguments)

/* A constant has the value that the sheet gives; a structure the size; a field the place. */
#define IS(name, value)         _Static_assert((l4_umword_t)(name) == (l4_umword_t)(value), #name)
#define SIZE(type, bytes)       _Static_assert(sizeof(type) == (bytes), #type)
#define AT(type, field, offset) _Static_assert(offsetof(type, field) == (offset), #field)

#endif
