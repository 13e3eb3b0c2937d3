/*
 * Filters: parsing by descent into postfix steps, and a stack machine that takes them. See filter.h.
 */
#include "jdb/host/filter.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum sign {
	SIGN_EQUAL,
	SIGN_UNEQUAL,
	SIGN_LESS,
	SIGN_AT_MOST,
	SIGN_MORE,
	SIGN_AT_LEAST,
	SIGNS,
};

static const char *const signs[SIGNS] = {"=", "!=", "<", "<=", ">", ">="};

enum {
	NESTING_MAX = 24,
	TEXT_MAX    = 512, /* of an event's sentence */
};

/* ---- Parsing --------------------------------------------------------------------------------- */

struct parser {
	struct filter *f;
	const char *text, *at;
	unsigned depth;
};

static bool fail(struct parser *p, const char *problem)
{
	if (p->f->problem[0])
		return false;
	snprintf(p->f->problem, sizeof(p->f->problem), "%s", problem);
	p->f->problem_at = (size_t)(p->at - p->text);
	return false;
}

static struct filter_step *add(struct parser *p, enum filter_kind kind)
{
	if (p->f->steps == FILTER_STEPS) {
		fail(p, "this filter is too long");
		return NULL;
	}
	struct filter_step *s = &p->f->step[p->f->steps++];

	*s = (struct filter_step){.kind = (uint8_t)kind};
	return s;
}

static void skip_space(struct parser *p)
{
	while (isspace((unsigned char)*p->at))
		p->at++;
}

static bool word_character(char c)
{
	return c && !isspace((unsigned char)c) && !strchr("()=!<>\"", c);
}

/* The word @p keyword comes next, and is taken. */
static bool take_keyword(struct parser *p, const char *keyword)
{
	size_t length = strlen(keyword);

	skip_space(p);
	if (strncasecmp(p->at, keyword, length) != 0 || word_character(p->at[length]))
		return false;
	p->at += length;
	return true;
}

static bool take_word(struct parser *p, char *to)
{
	bool quoted = *p->at == '"';
	size_t n    = 0;

	p->at += quoted;
	while (quoted ? *p->at && *p->at != '"' : word_character(*p->at)) {
		if (n + 1 == FILTER_WORD)
			return fail(p, "this word is too long");
		to[n++] = *p->at++;
	}
	to[n] = 0;
	if (quoted && *p->at++ != '"') {
		p->at--;
		return fail(p, "the quotation has no end");
	}
	return n > 0 || quoted ? true : fail(p, "a name or a value is missing here");
}

static bool take_sign(struct parser *p, uint8_t *sign)
{
	bool found = false;

	skip_space(p);
	for (unsigned i = 0; i < SIGNS; i++) /* the longer of two that fit comes later */
		if (strncmp(p->at, signs[i], strlen(signs[i])) == 0) {
			*sign = (uint8_t)i;
			found = true;
		}
	if (found)
		p->at += strlen(signs[*sign]);
	return found;
}

static bool parse_test(struct parser *p)
{
	char word[FILTER_WORD];
	uint8_t sign;
	char *end;

	if (!take_word(p, word))
		return false;
	bool compares         = take_sign(p, &sign);
	struct filter_step *s = add(p, compares ? FILTER_TEST : FILTER_CONTAINS);

	if (!s)
		return false;
	if (!compares) {
		memcpy(s->value, word, sizeof(word));
		return true;
	}
	s->sign = sign;
	memcpy(s->name, word, sizeof(word));
	skip_space(p);
	if (!take_word(p, s->value))
		return false;
	s->number       = strncasecmp(s->value, "0x", 2) == 0 ? (double)strtoull(s->value, &end, 16)
							      : strtod(s->value, &end);
	s->number_given = end != s->value && *end == 0;
	return true;
}

static bool parse_or(struct parser *p);

static bool parse_one(struct parser *p)
{
	bool good;

	if (p->depth == NESTING_MAX)
		return fail(p, "too many parentheses");
	p->depth++;
	if (take_keyword(p, "not")) {
		good = parse_one(p) && add(p, FILTER_NOT);
	} else if (*p->at == '(') {
		p->at++;
		good = parse_or(p);
		skip_space(p);
		if (good && *p->at != ')')
			good = fail(p, "a parenthesis is not closed");
		p->at += good;
	} else {
		good = parse_test(p);
	}
	p->depth--;
	return good;
}

static bool ends_here(struct parser *p)
{
	const char *at = p->at;
	bool other     = take_keyword(p, "or");

	p->at = at;
	skip_space(p);
	return other || *p->at == 0 || *p->at == ')';
}

static bool parse_and(struct parser *p)
{
	if (!parse_one(p))
		return false;
	while (!ends_here(p)) {
		take_keyword(p, "and");
		if (!parse_one(p) || !add(p, FILTER_AND))
			return false;
	}
	return true;
}

static bool parse_or(struct parser *p)
{
	if (!parse_and(p))
		return false;
	while (take_keyword(p, "or"))
		if (!parse_and(p) || !add(p, FILTER_OR))
			return false;
	return true;
}

bool filter_parse(struct filter *f, const char *text)
{
	struct parser p = {f, text, text, 0};

	memset(f, 0, sizeof(*f));
	skip_space(&p);
	if (*p.at == 0)
		return true;
	bool good = parse_or(&p);

	skip_space(&p);
	if (good && *p.at)
		good = fail(&p, "this parenthesis was never opened");
	if (!good)
		f->steps = 0;
	return good;
}

/* ---- Matching -------------------------------------------------------------------------------- */

static bool holds(uint8_t sign, int order)
{
	switch (sign) {
	case SIGN_EQUAL:
		return order == 0;
	case SIGN_UNEQUAL:
		return order != 0;
	case SIGN_LESS:
		return order < 0;
	case SIGN_AT_MOST:
		return order <= 0;
	case SIGN_MORE:
		return order > 0;
	default:
		return order >= 0;
	}
}

static bool number_holds(const struct filter_step *s, double value)
{
	return s->number_given && holds(s->sign, (value > s->number) - (value < s->number));
}

static bool text_holds(const struct filter_step *s, const char *value)
{
	return holds(s->sign, strcasecmp(value, s->value));
}

static bool object_holds(const struct filter_step *s, const struct model *m, uint64_t id)
{
	char name[64];

	if (s->number_given || id > UINT32_MAX)
		return number_holds(s, (double)id);
	return text_holds(s, model_any_name(m, (uint32_t)id, name, sizeof(name)));
}

static bool any_object_holds(const struct filter_step *s, const struct model *m,
			     const struct model_event *e, const struct schema_entry *entry)
{
	for (unsigned i = 0; i < entry->field_count; i++)
		if (entry->fields[i].type == FIELD_OBJ && e->value[i] &&
		    object_holds(s, m, e->value[i]))
			return true;
	return false;
}

static bool field_holds(const struct filter_step *s, const struct model *m,
			const struct model_event *e, const struct schema_entry *entry)
{
	int i = schema_field_index(entry, s->name);
	char text[TEXT_MAX];

	if (i < 0)
		return false;
	if (entry->fields[i].type == FIELD_OBJ)
		return object_holds(s, m, e->value[i]);
	if (s->number_given)
		return number_holds(s, (double)e->value[i]);
	return text_holds(s, model_value_text(m, (enum schema_type)entry->fields[i].type,
					      e->value[i], text, sizeof(text)));
}

static bool test(const struct filter_step *s, const struct model *m, const struct model_event *e)
{
	const struct schema_entry *entry = schema_event(e->type);

	if (strcasecmp(s->name, "time") == 0)
		return number_holds(s, (double)e->time / 1e9);
	if (strcasecmp(s->name, "cpu") == 0)
		return number_holds(s, e->cpu);
	if (!entry)
		return false;
	if (strcasecmp(s->name, "class") == 0)
		return text_holds(s, schema_class_name(entry->trace_class));
	if (strcasecmp(s->name, "event") == 0)
		return text_holds(s, entry->name);
	if (strcasecmp(s->name, "object") == 0)
		return any_object_holds(s, m, e, entry);
	return field_holds(s, m, e, entry);
}

static bool contains(const struct filter_step *s, const struct model *m,
		     const struct model_event *e)
{
	char text[TEXT_MAX];

	return strcasestr(model_event_text(m, e, text, sizeof(text)), s->value) != NULL;
}

bool filter_matches(const struct filter *f, const struct model *m, const struct model_event *e)
{
	bool stack[FILTER_STEPS] = {true};
	unsigned top             = 0; /* postfix: never more than there are steps, never too few */

	for (unsigned i = 0; i < f->steps; i++) {
		const struct filter_step *s = &f->step[i];

		if (s->kind == FILTER_TEST)
			stack[top++] = test(s, m, e);
		else if (s->kind == FILTER_CONTAINS)
			stack[top++] = contains(s, m, e);
		else if (s->kind == FILTER_NOT)
			stack[top - 1] = !stack[top - 1];
		else if (top-- && s->kind == FILTER_AND)
			stack[top - 1] = stack[top - 1] && stack[top];
		else
			stack[top - 1] = stack[top - 1] || stack[top];
	}
	return stack[0];
}

size_t filter_step(const struct filter *f, const struct model *m, size_t position, int step)
{
	size_t events = model_events(m);

	for (size_t i = position;;) {
		if (step < 0 ? i == 0 : i + 1 >= events)
			return events;
		i = step < 0 ? i - 1 : i + 1;
		if (filter_matches(f, m, model_event_at(m, i)))
			return i;
	}
}
