/*
 * The manual's transcripts: every session in the pages of jdb/manual is typed again, and must come out as
 * printed there.
 *
 *      ```jdb
 *      jdb: threads | grep deaf          what is typed, on the debuggee (debuggee/main.c)
 *      13:deaf  9  receiving …           what must come, but for numbers and the width of columns
 *      ...                               anything may follow, up to the next command; it stays where it is
 *      ```
 *
 * `make manual` writes the answers in (PHIAL_MANUAL=write): a page begins with nothing but its commands.
 */
#include <ctype.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/system/story.h"

enum {
	SHOWN_MAX = 24, /* lines of an answer that are printed; then "..." */
};

static const char prompt[] = "jdb: ", fence[] = "```";

/* ---- Text that grows -------------------------------------------------------------------------- */

struct text {
	char *at;
	size_t bytes;
};

static void put(struct text *t, const char *from, size_t bytes)
{
	t->at = realloc(t->at, t->bytes + bytes + 1);
	if (!t->at)
		abort();
	memcpy(t->at + t->bytes, from, bytes);
	t->bytes += bytes;
	t->at[t->bytes] = 0;
}

static struct text read_file(const char *path)
{
	struct text t = {0};
	char line[1024];
	FILE *f = fopen(path, "r");

	if (!f)
		infrastructure("cannot read %s", path);
	put(&t, "", 0);
	while (fgets(line, sizeof(line), f))
		put(&t, line, strlen(line));
	fclose(f);
	return t;
}

static size_t line_bytes(const char *line)
{
	size_t n = strcspn(line, "\n");

	return n + (line[n] == '\n');
}

/* ---- What may differ -------------------------------------------------------------------------- */

/* Is the word a number, or could be one: hexadecimal digits, one of them 0 to 9, or many? */
static bool is_number(const char *word, size_t bytes)
{
	bool digit = false;

	if (bytes > 2 && word[0] == '0' && word[1] == 'x')
		return true;
	for (size_t i = 0; i < bytes; i++) {
		if (!isxdigit((unsigned char)word[i]))
			return false;
		digit |= isdigit((unsigned char)word[i]) != 0;
	}
	return digit || bytes >= 8;
}

/* One line without what differs from run to run: numbers are N, blanks are one, rules are gone. */
static void normalize(char *to, size_t size, const char *line)
{
	size_t n = 0, end = strcspn(line, "\n");

	for (size_t i = 0; i < end && n + 2 < size;) {
		size_t word = 0;

		while (i + word < end && isalnum((unsigned char)line[i + word]))
			word++;
		if (word == 0) {
			bool sign = line[i] == '-' && isdigit((unsigned char)line[i + 1]);

			if (sign && n > 0 && to[n - 1] == ' ')
				i++;
			else if (line[i] != ' ' || (n > 0 && to[n - 1] != ' '))
				to[n++] = line[i++];
			else
				i++;
			continue;
		}
		if (is_number(line + i, word)) {
			to[n++] = 'N';
		} else {
			for (size_t k = 0; k < word && n + 2 < size; k++)
				to[n++] = line[i + k];
		}
		i += word;
	}
	while (n > 0 && to[n - 1] == ' ')
		n--;
	to[n] = 0;
}

static bool same_line(const char *a, const char *b)
{
	char x[512], y[512];

	normalize(x, sizeof(x), a);
	normalize(y, sizeof(y), b);
	return strcmp(x, y) == 0;
}

/* ---- A session -------------------------------------------------------------------------------- */

/* What @p line brings, without the echo and the next prompt. */
static struct text answer_to(struct machine *m, const char *line, size_t bytes)
{
	size_t start      = strlen(machine_all_text(m));
	struct text found = {0};
	char typed[160];

	snprintf(typed, sizeof(typed), "%.*s\r", (int)bytes, line);
	machine_type(m, typed);
	machine_expect(m, "\njdb: ", 60);

	const char *from = machine_all_text(m) + start;
	const char *end  = from + strlen(from) - strlen(prompt);

	from += line_bytes(from);
	put(&found, from, from < end ? (size_t)(end - from) : 0);
	return found;
}

/* How many lines of an answer the page shows before "...". */
static unsigned lines_wanted(const char *printed)
{
	unsigned lines = 0;

	for (; *printed; lines++, printed += line_bytes(printed))
		if (strncmp(printed, "...", 3) == 0)
			return lines;
	return SHOWN_MAX;
}

/* The answer as it is printed: not too much of it, and without blanks at the ends of lines. */
static void put_answer(struct text *page, const struct text *answer, unsigned wanted)
{
	const char *at = answer->at;

	for (unsigned lines = 0; *at; lines++, at += line_bytes(at)) {
		size_t bytes = strcspn(at, "\n");

		if (lines == wanted) {
			put(page, "...\n", 4);
			return;
		}
		while (bytes > 0 && at[bytes - 1] == ' ')
			bytes--;
		put(page, at, bytes);
		put(page, "\n", 1);
	}
}

static void compare(const char *path, const char *command, const char *printed,
		    const struct text *answer)
{
	const char *at = answer->at;

	for (; *printed; printed += line_bytes(printed), at += line_bytes(at)) {
		if (strncmp(printed, "...", 3) == 0)
			return;
		check(*at && same_line(printed, at),
		      "%s is stale (\"make manual\" renews it): behind \"%.*s\" it "
		      "prints\n%.*s\nbut "
		      "now there comes\n%.400s",
		      path, (int)strcspn(command, "\n"), command, (int)strcspn(printed, "\n"),
		      printed, at);
	}
	check(!*at, "%s is stale: behind \"%.*s\" more comes:\n%.400s", path,
	      (int)strcspn(command, "\n"), command, at);
}

/* One command with what is printed behind it; @return where the next one, or the fence, begins. */
static const char *one_command(struct machine *m, const char *path, const char *at,
			       struct text *page)
{
	const char *command = at + strlen(prompt);
	struct text printed = {0};
	struct text answer  = answer_to(m, command, strcspn(command, "\n"));

	put(page, at, line_bytes(at));
	put(&printed, "", 0);
	for (at += line_bytes(at); *at && strncmp(at, fence, strlen(fence)) != 0 &&
				   strncmp(at, prompt, strlen(prompt)) != 0;
	     at += line_bytes(at))
		put(&printed, at, line_bytes(at));
	if (getenv("PHIAL_MANUAL"))
		put_answer(page, &answer, lines_wanted(printed.at));
	else
		compare(path, command, printed.at, &answer);
	free(answer.at);
	free(printed.at);
	return at;
}

static struct machine *boot_at_the_prompt(void)
{
	char archive[128];
	struct machine *m;

	snprintf(archive, sizeof(archive), "%s/debuggee.cpio", story_build);
	m = machine_boot(&(struct boot){.archive = archive, .cpus = 1, .passive = true});
	machine_expect(m, "debuggee: planted", 60);
	machine_run(m, 1);
	machine_type(m, "\x1b");
	machine_expect(m, "\njdb: ", 20);
	return m;
}

static void play_page(const char *path)
{
	struct text old = read_file(path), page = {0};
	struct machine *m = NULL;
	bool inside       = false;

	for (const char *at = old.at; *at;) {
		if (strncmp(at, fence, strlen(fence)) == 0)
			inside = !inside && strncmp(at, "```jdb\n", 7) == 0;
		if (inside && strncmp(at, prompt, strlen(prompt)) == 0) {
			if (!m)
				m = boot_at_the_prompt();
			at = one_command(m, path, at, &page);
			continue;
		}
		put(&page, at, line_bytes(at));
		at += line_bytes(at);
	}
	if (m)
		machine_end(m);
	if (getenv("PHIAL_MANUAL")) {
		FILE *f = fopen(path, "w");

		if (!f || fwrite(page.at, 1, page.bytes, f) != page.bytes || fclose(f) != 0)
			infrastructure("cannot write %s", path);
	}
	free(old.at);
	free(page.at);
}

/* Each story can have a few machines: so some pages each. */
static void play_pages(const char *pattern)
{
	glob_t found;

	if (glob(pattern, 0, NULL, &found) != 0)
		infrastructure("there is no page %s", pattern);
	for (size_t i = 0; i < found.gl_pathc; i++)
		play_page(found.gl_pathv[i]);
	globfree(&found);
}

static void manual_shows_what_comes_at_the_prompt_a_to_m(void)
{
	play_pages("jdb/manual/[a-m]*.md");
}

static void manual_shows_what_comes_at_the_prompt_n_to_z(void)
{
	play_pages("jdb/manual/[n-z]*.md");
}

const struct story manual_stories[] = {
	{"manual_shows_what_comes_at_the_prompt_a_to_m",
	 manual_shows_what_comes_at_the_prompt_a_to_m, "amd64"},
	{"manual_shows_what_comes_at_the_prompt_n_to_z",
	 manual_shows_what_comes_at_the_prompt_n_to_z, "amd64"},
	{NULL, NULL, NULL},
};
