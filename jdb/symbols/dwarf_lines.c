/*
 * Line programs of DWARF: a small machine whose instructions step through addresses and lines.
 * Source: DWARF Debugging Information Format, version 5, section 6.2 (version 4 for older headers).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jdb/symbols/dwarf_lines.h"

/* Standard and extended instructions. */
enum {
	LNS_COPY = 1,
	LNS_ADVANCE_PC,
	LNS_ADVANCE_LINE,
	LNS_SET_FILE,
	LNS_SET_COLUMN,
	LNS_NEGATE_STMT,
	LNS_BASIC_BLOCK,
	LNS_CONST_ADD_PC,
	LNS_FIXED_ADVANCE_PC,
	LNE_END_SEQUENCE = 1,
	LNE_SET_ADDRESS  = 2,
};

/* What the entries of a file table hold, and in which form. */
enum {
	LNCT_PATH      = 1,
	LNCT_DIRECTORY = 2,
	FORM_BLOCK     = 0x09,
	FORM_DATA1     = 0x0b,
	FORM_DATA2     = 0x05,
	FORM_DATA4     = 0x06,
	FORM_DATA8     = 0x07,
	FORM_DATA16    = 0x1e,
	FORM_STRING    = 0x08,
	FORM_UDATA     = 0x0f,
	FORM_STRP      = 0x0e,
	FORM_LINE_STRP = 0x1f,
};

enum {
	LISTS_MAX = 4096, /* directories or files of one unit */
};

struct cursor {
	const uint8_t *at, *end;
};

/* The header of one unit. */
struct unit {
	const struct elf_file *elf;
	struct cursor c;
	unsigned version, min_instruction, line_range, opcode_base;
	int line_base;
	const uint8_t *opcode_lengths;
	const char *directories[LISTS_MAX];
	size_t directory_count;
	uint32_t files[LISTS_MAX]; /* number in the unit -> index in the line table */
	size_t file_count;
};

static uint64_t fixed(struct cursor *c, size_t bytes)
{
	uint64_t value = 0;

	if ((size_t)(c->end - c->at) < bytes)
		fail("line table cut off");
	for (size_t i = 0; i < bytes && i < 8; i++)
		value |= (uint64_t)c->at[i] << (8 * i);
	c->at += bytes;
	return value;
}

static uint64_t uleb(struct cursor *c)
{
	uint64_t value = 0;
	unsigned shift = 0;
	uint8_t byte;

	do {
		byte = (uint8_t)fixed(c, 1);
		if (shift < 64)
			value |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	return value;
}

static int64_t sleb(struct cursor *c)
{
	uint64_t value = 0;
	unsigned shift = 0;
	uint8_t byte;

	do {
		byte = (uint8_t)fixed(c, 1);
		value |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80 && shift < 63);
	if (byte & 0x40 && shift < 64)
		value |= ~(uint64_t)0 << shift;
	return (int64_t)value;
}

static const char *string(struct cursor *c)
{
	const char *s = (const char *)c->at;

	while (fixed(c, 1) != 0)
		;
	return s;
}

static const char *string_in(const struct elf_file *f, const char *section, uint64_t offset)
{
	const struct elf_section *s = elf_section(f, section);

	if (s && offset < s->bytes)
		return (const char *)s->data + offset;
	fail("a name is outside of %s", section);
}

/* ---- File tables ------------------------------------------------------------------------------ */

/* Files that several units have in common get one index. */
static uint32_t add_file(struct line_table *t, const char *directory, const char *name)
{
	char path[1024];

	if (name[0] == '/' || directory[0] == 0 || strcmp(directory, ".") == 0)
		snprintf(path, sizeof(path), "%s", name);
	else
		snprintf(path, sizeof(path), "%s/%s", directory, name);
	const char *p = strncmp(path, "./", 2) == 0 ? path + 2 : path;

	for (size_t i = 0; i < t->file_count; i++)
		if (strcmp(t->files[i], p) == 0)
			return (uint32_t)i;
	t->files                = must_realloc(t->files, (t->file_count + 1) * sizeof(*t->files));
	t->files[t->file_count] = strdup(p);
	return (uint32_t)t->file_count++;
}

/* One value of a version 5 table: a text, or a number. */
static uint64_t read_form(struct unit *u, unsigned form, const char **text)
{
	struct cursor *c = &u->c;

	switch (form) {
	case FORM_STRING:
		*text = string(c);
		return 0;
	case FORM_STRP:
		*text = string_in(u->elf, ".debug_str", fixed(c, 4));
		return 0;
	case FORM_LINE_STRP:
		*text = string_in(u->elf, ".debug_line_str", fixed(c, 4));
		return 0;
	case FORM_DATA1:
		return fixed(c, 1);
	case FORM_DATA2:
		return fixed(c, 2);
	case FORM_DATA4:
		return fixed(c, 4);
	case FORM_DATA8:
		return fixed(c, 8);
	case FORM_DATA16:
		return fixed(c, 16);
	case FORM_UDATA:
		return uleb(c);
	case FORM_BLOCK:
		fixed(c, (size_t)uleb(c));
		return 0;
	default:
		fail("line table with a form %#x", form);
	}
}

/* The directories (@p t NULL) or the files of a version 5 unit. */
static void read_list(struct unit *u, struct line_table *t)
{
	unsigned columns = (unsigned)fixed(&u->c, 1);
	uint64_t content[16], form[16];

	if (columns > 16)
		fail("line table with %u columns", columns);
	for (unsigned i = 0; i < columns; i++) {
		content[i] = uleb(&u->c);
		form[i]    = uleb(&u->c);
	}
	uint64_t count = uleb(&u->c);

	for (uint64_t n = 0; n < count && n < LISTS_MAX; n++) {
		const char *path   = "";
		uint64_t directory = 0;

		for (unsigned i = 0; i < columns; i++) {
			const char *text = "";
			uint64_t value   = read_form(u, (unsigned)form[i], &text);

			if (content[i] == LNCT_PATH)
				path = text;
			else if (content[i] == LNCT_DIRECTORY)
				directory = value;
		}
		/* Directory 0 is where the compiler ran: the root of the tree. */
		if (!t)
			u->directories[u->directory_count++] = n == 0 ? "" : path;
		else if (directory < u->directory_count)
			u->files[u->file_count++] = add_file(t, u->directories[directory], path);
	}
}

/* The same for versions 2 to 4, where directories and files count from 1. */
static void read_old_lists(struct unit *u, struct line_table *t)
{
	u->directories[u->directory_count++] = "";
	for (const char *s; *(s = string(&u->c)) && u->directory_count < LISTS_MAX;)
		u->directories[u->directory_count++] = s;
	u->files[u->file_count++] = 0;
	for (const char *s; *(s = string(&u->c)) && u->file_count < LISTS_MAX;) {
		uint64_t directory = uleb(&u->c);

		uleb(&u->c); /* time */
		uleb(&u->c); /* size */
		u->files[u->file_count++] = add_file(
			t, directory < u->directory_count ? u->directories[directory] : "", s);
	}
}

/* ---- The machine ------------------------------------------------------------------------------ */

struct machine {
	uint64_t address;
	uint64_t file;
	int64_t line;
};

static void emit(const struct unit *u, struct line_table *t, const struct machine *m, bool end)
{
	if (t->row_count % 4096 == 0)
		t->rows = must_realloc(t->rows, (t->row_count + 4096) * sizeof(*t->rows));
	t->rows[t->row_count] = (struct line_row){
		.address = m->address,
		.file    = m->file < u->file_count ? u->files[m->file] : 0,
		.line    = end || m->line < 0 ? 0 : (uint32_t)m->line,
		.order   = (uint32_t)t->row_count,
	};
	t->row_count++;
}

/* An instruction whose length comes first. @return true at the end of a piece of code. */
static bool extended(struct unit *u, struct line_table *t, struct machine *m)
{
	uint64_t bytes     = uleb(&u->c);
	const uint8_t *end = u->c.at + bytes;
	bool done          = false;

	switch (fixed(&u->c, 1)) {
	case LNE_END_SEQUENCE:
		emit(u, t, m, true);
		done = true;
		break;
	case LNE_SET_ADDRESS:
		m->address = fixed(&u->c, (size_t)bytes - 1);
		break;
	default:
		break;
	}
	u->c.at = end;
	return done;
}

static void standard(struct unit *u, struct line_table *t, struct machine *m, unsigned opcode)
{
	switch (opcode) {
	case LNS_COPY:
		emit(u, t, m, false);
		break;
	case LNS_ADVANCE_PC:
		m->address += uleb(&u->c) * u->min_instruction;
		break;
	case LNS_ADVANCE_LINE:
		m->line += sleb(&u->c);
		break;
	case LNS_SET_FILE:
		m->file = uleb(&u->c);
		break;
	case LNS_CONST_ADD_PC:
		m->address += (255 - u->opcode_base) / u->line_range * u->min_instruction;
		break;
	case LNS_FIXED_ADVANCE_PC:
		m->address += fixed(&u->c, 2);
		break;
	default: /* of no interest: skip its arguments */
		for (unsigned i = 0; i < u->opcode_lengths[opcode - 1]; i++)
			uleb(&u->c);
	}
}

/*
 * A piece of code has been read, in rows from @p first on. What the linker has left out is said to be at
 * address 0, where an image that is loaded anywhere begins: its own code is what comes first there.
 */
static void end_piece(struct line_table *t, size_t first)
{
	if (t->rows[first].address != 0)
		return;
	if (t->begins_at_zero)
		t->row_count = first;
	t->begins_at_zero = true;
}

static void run(struct unit *u, struct line_table *t)
{
	const struct machine fresh = {.file = 1, .line = 1};
	struct machine m           = fresh;
	size_t first               = t->row_count;

	while (u->c.at < u->c.end) {
		unsigned opcode = (unsigned)fixed(&u->c, 1);

		if (opcode == 0) {
			if (!extended(u, t, &m))
				continue;
			end_piece(t, first);
			first = t->row_count;
			m     = fresh;
		} else if (opcode < u->opcode_base) {
			standard(u, t, &m, opcode);
		} else {
			unsigned step = opcode - u->opcode_base;

			m.address += step / u->line_range * u->min_instruction;
			m.line += u->line_base + (int)(step % u->line_range);
			emit(u, t, &m, false);
		}
	}
}

static void read_unit(struct unit *u, struct line_table *t)
{
	struct cursor *c = &u->c;

	u->version = (unsigned)fixed(c, 2);
	if (u->version < 2 || u->version > 5)
		return;
	if (u->version == 5)
		fixed(c, 2); /* sizes of an address and a segment */
	uint64_t header        = fixed(c, 4);
	const uint8_t *program = c->at + header;

	u->min_instruction = (unsigned)fixed(c, 1);
	if (u->version >= 4)
		fixed(c, 1); /* operations of a long instruction word */
	fixed(c, 1);         /* is_stmt */
	u->line_base      = (int8_t)fixed(c, 1);
	u->line_range     = (unsigned)fixed(c, 1);
	u->opcode_base    = (unsigned)fixed(c, 1);
	u->opcode_lengths = c->at;
	fixed(c, u->opcode_base - 1);
	if (u->line_range == 0)
		fail("line table without lines");
	if (u->version == 5) {
		read_list(u, NULL);
		read_list(u, t);
	} else {
		read_old_lists(u, t);
	}
	c->at = program;
	run(u, t);
}

void dwarf_read_lines(const struct elf_file *f, struct line_table *t)
{
	const struct elf_section *s = elf_section(f, ".debug_line");
	static struct unit u;

	*t = (struct line_table){0};
	if (!s)
		return;
	struct cursor all = {s->data, s->data + s->bytes};

	while (all.at < all.end) {
		uint64_t bytes = fixed(&all, 4);

		if (bytes > (uint64_t)(all.end - all.at))
			fail("line table cut off");
		u = (struct unit){.elf = f, .c = {all.at, all.at + bytes}};
		read_unit(&u, t);
		all.at += bytes;
	}
}
