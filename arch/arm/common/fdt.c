/*
 * Reading a flattened device tree. See fdt.h.
 *
 * The structure block is a stream of tokens: a node begins with its name, then come its properties,
 * then the nodes inside it. Offsets are relative to the blob; every one is checked before use.
 */
#include "arch/arm/common/fdt.h"
#include "kernel/lib/string.h"

enum {
	FDT_MAGIC       = 0xd00dfeed,
	FDT_VERSION     = 16, /* oldest one that can be read as today's */
	FDT_HEADER      = 40,
	FDT_BEGIN_NODE  = 1,
	FDT_END_NODE    = 2,
	FDT_PROPERTY    = 3,
	FDT_NOP         = 4,
	CELLS_MAX       = 2, /* addresses and sizes of more than 64 bits: none that we need */
	DEFAULT_ADDRESS = 2, /* #address-cells and #size-cells where a node does not say */
	DEFAULT_SIZE    = 1,
};

static uint32_t big_endian(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* The word at offset @p at, or 0 when it is not inside [.., end). */
static uint32_t word_at(const struct fdt *fdt, uint32_t at, uint32_t end)
{
	return at <= end && end - at >= 4 ? big_endian(fdt->blob + at) : 0;
}

bool fdt_open(struct fdt *fdt, const void *blob, size_t limit)
{
	const uint8_t *b = blob;

	if (limit < FDT_HEADER || big_endian(b) != FDT_MAGIC)
		return false;
	*fdt = (struct fdt){
		.blob         = b,
		.bytes        = big_endian(b + 4),
		.structs      = big_endian(b + 8),
		.strings      = big_endian(b + 12),
		.reservations = big_endian(b + 16),
	};
	if (big_endian(b + 24) > FDT_VERSION + 1 || big_endian(b + 20) < FDT_VERSION)
		return false;
	if (fdt->bytes > limit || fdt->structs > fdt->bytes || fdt->strings > fdt->bytes)
		return false;
	if (big_endian(b + 32) > fdt->bytes - fdt->strings ||
	    big_endian(b + 36) > fdt->bytes - fdt->structs)
		return false;
	fdt->strings_end = fdt->strings + big_endian(b + 32);
	fdt->structs_end = fdt->structs + big_endian(b + 36);
	return true;
}

/* ---- Tokens --------------------------------------------------------------------------------- */

/* Length of the string at @p at, or -1 when it does not end before @p end. */
static long string_length(const struct fdt *fdt, uint32_t at, uint32_t end)
{
	size_t n;

	if (at >= end)
		return -1;
	n = strnlen((const char *)fdt->blob + at, end - at);
	return n == end - at ? -1 : (long)n;
}

/* Read the property at token offset @p at; returns the offset behind it, or 0 when damaged. */
static uint32_t read_property(const struct fdt *fdt, uint32_t at, const char **name,
			      struct fdt_property *p)
{
	uint32_t end   = fdt->structs_end;
	uint32_t bytes = word_at(fdt, at + 4, end);
	uint32_t text  = word_at(fdt, at + 8, end);

	if (end - at < 12 || bytes > end - at - 12)
		return 0;
	if (text >= fdt->strings_end - fdt->strings ||
	    string_length(fdt, fdt->strings + text, fdt->strings_end) < 0)
		return 0;
	*name = (const char *)fdt->blob + fdt->strings + text;
	*p    = (struct fdt_property){fdt->blob + at + 12, bytes};
	return align_up(at + 12 + bytes, 2);
}

void fdt_walk_begin(struct fdt_walk *w, const struct fdt *fdt)
{
	*w = (struct fdt_walk){.fdt = fdt, .at = fdt->structs};
}

/* Enter the node whose FDT_BEGIN_NODE is at w->at. */
static bool enter_node(struct fdt_walk *w)
{
	uint32_t name = w->at + 4;
	long length   = string_length(w->fdt, name, w->fdt->structs_end);

	if (length < 0 || w->depth == FDT_DEPTH_MAX)
		return false;
	w->at             = align_up(name + (uint32_t)length + 1, 2);
	w->name[w->depth] = (const char *)w->fdt->blob + name;
	w->node[w->depth] = w->at;
	w->depth++;
	return true;
}

bool fdt_walk_next(struct fdt_walk *w)
{
	struct fdt_property p;
	const char *name;

	while (w->at < w->fdt->structs_end) {
		switch (word_at(w->fdt, w->at, w->fdt->structs_end)) {
		case FDT_BEGIN_NODE:
			return enter_node(w);
		case FDT_END_NODE:
			if (w->depth == 0)
				return false;
			w->depth--;
			w->at += 4;
			break;
		case FDT_PROPERTY:
			w->at = read_property(w->fdt, w->at, &name, &p);
			if (w->at == 0)
				return false;
			break;
		case FDT_NOP:
			w->at += 4;
			break;
		default:
			return false;
		}
	}
	return false;
}

/* ---- Properties ----------------------------------------------------------------------------- */

static bool property_of(const struct fdt *fdt, uint32_t at, const char *name,
			struct fdt_property *p)
{
	while (at != 0 && at < fdt->structs_end) {
		uint32_t token = word_at(fdt, at, fdt->structs_end);
		const char *found;

		if (token == FDT_NOP) {
			at += 4;
			continue;
		}
		if (token != FDT_PROPERTY)
			return false;
		at = read_property(fdt, at, &found, p);
		if (at != 0 && strcmp(found, name) == 0)
			return true;
	}
	return false;
}

bool fdt_property(const struct fdt_walk *w, const char *name, struct fdt_property *p)
{
	return w->depth > 0 && property_of(w->fdt, w->node[w->depth - 1], name, p);
}

const char *fdt_string(const struct fdt_walk *w, const char *name)
{
	struct fdt_property p;

	if (!fdt_property(w, name, &p) || strnlen((const char *)p.value, p.bytes) == p.bytes)
		return NULL;
	return (const char *)p.value;
}

uint32_t fdt_cell(const struct fdt_property *p, unsigned index)
{
	return index < p->bytes / 4 ? big_endian(p->value + index * 4) : 0;
}

bool fdt_compatible(const struct fdt_walk *w, const char *what)
{
	struct fdt_property p;

	if (!fdt_property(w, "compatible", &p))
		return false;
	for (uint32_t at = 0; at < p.bytes;) {
		const char *text = (const char *)p.value + at;
		size_t n         = strnlen(text, p.bytes - at);

		if (n == p.bytes - at)
			return false;
		if (strcmp(text, what) == 0)
			return true;
		at += (uint32_t)n + 1;
	}
	return false;
}

bool fdt_enabled(const struct fdt_walk *w)
{
	const char *status = fdt_string(w, "status");

	return !status || strcmp(status, "okay") == 0 || strcmp(status, "ok") == 0;
}

/* ---- Paths ---------------------------------------------------------------------------------- */

/* Does the way down to the current node spell [@p path, @p path + @p n)? */
static bool path_is(const struct fdt_walk *w, const char *path, size_t n)
{
	size_t at = 0;

	for (unsigned i = 1; i < w->depth; i++) {
		size_t part = strlen(w->name[i]);

		if (at + 1 + part > n || path[at] != '/' ||
		    strncmp(path + at + 1, w->name[i], part) != 0)
			return false;
		at += 1 + part;
	}
	return at == n;
}

static bool find_path(struct fdt_walk *w, const struct fdt *fdt, const char *path, size_t n)
{
	fdt_walk_begin(w, fdt);
	while (fdt_walk_next(w))
		if (path_is(w, path, n))
			return true;
	return false;
}

static size_t length_to_colon(const char *path)
{
	const char *colon = strchr(path, ':');

	return colon ? (size_t)(colon - path) : strlen(path);
}

bool fdt_find(struct fdt_walk *w, const struct fdt *fdt, const char *path)
{
	size_t n = length_to_colon(path);
	char alias[32];

	if (path[0] == '/')
		return find_path(w, fdt, path, n);
	strcopy(alias, path, min_of(sizeof(alias), n + 1));
	if (!find_path(w, fdt, "/aliases", strlen("/aliases")))
		return false;
	path = fdt_string(w, alias);
	return path && path[0] == '/' && find_path(w, fdt, path, strlen(path));
}

/* ---- Addresses ------------------------------------------------------------------------------ */

/* A cell count that the node @p level steps down the way gives for the nodes inside it. */
static unsigned cells(const struct fdt_walk *w, unsigned level, const char *name,
		      unsigned otherwise)
{
	struct fdt_property p;

	return property_of(w->fdt, w->node[level], name, &p) ? fdt_cell(&p, 0) : otherwise;
}

static uint64_t number(const struct fdt_property *p, unsigned index, unsigned count)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < count; i++)
		value = value << 32 | fdt_cell(p, index + i);
	return value;
}

/* Translate @p address from the bus of node @p level to that of its parent. */
static bool cross_bus(const struct fdt_walk *w, unsigned level, uint64_t *address)
{
	unsigned child  = cells(w, level, "#address-cells", DEFAULT_ADDRESS);
	unsigned size   = cells(w, level, "#size-cells", DEFAULT_SIZE);
	unsigned parent = cells(w, level - 1, "#address-cells", DEFAULT_ADDRESS);
	unsigned step   = child + parent + size;
	struct fdt_property ranges;

	if (!property_of(w->fdt, w->node[level], "ranges", &ranges))
		return false;
	if (ranges.bytes == 0)
		return true; /* the same addresses on both sides */
	if (child > CELLS_MAX || parent > CELLS_MAX || size > CELLS_MAX)
		return false;
	for (unsigned i = 0; (i + step) * 4 <= ranges.bytes; i += step) {
		uint64_t from = number(&ranges, i, child);

		if (*address < from || *address - from >= number(&ranges, i + child + parent, size))
			continue;
		*address += number(&ranges, i + child, parent) - from;
		return true;
	}
	return false;
}

bool fdt_reg(const struct fdt_walk *w, unsigned index, uint64_t *address, uint64_t *bytes)
{
	struct fdt_property reg;
	unsigned a, s;

	if (w->depth < 2 || !fdt_property(w, "reg", &reg))
		return false;
	a = cells(w, w->depth - 2, "#address-cells", DEFAULT_ADDRESS);
	s = cells(w, w->depth - 2, "#size-cells", DEFAULT_SIZE);
	if (a == 0 || a > CELLS_MAX || s > CELLS_MAX || index >= reg.bytes / 4 / (a + s))
		return false;
	*address = number(&reg, index * (a + s), a);
	*bytes   = number(&reg, index * (a + s) + a, s);
	for (unsigned level = w->depth - 2; level > 0; level--)
		if (!cross_bus(w, level, address))
			return false;
	return true;
}

bool fdt_reservation(const struct fdt *fdt, unsigned index, uint64_t *address, uint64_t *bytes)
{
	uint32_t at = fdt->reservations + index * 16;

	if (fdt->reservations > fdt->bytes || index >= (fdt->bytes - fdt->reservations) / 16)
		return false;
	*address = (uint64_t)big_endian(fdt->blob + at) << 32 | big_endian(fdt->blob + at + 4);
	*bytes   = (uint64_t)big_endian(fdt->blob + at + 8) << 32 | big_endian(fdt->blob + at + 12);
	return *bytes != 0;
}
