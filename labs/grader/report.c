/*
 * Reports. A failure says what was expected, what was observed, what happened before, where the handout
 * speaks of it, and how to look at it. See report.h.
 */
#include "labs/grader/report.h"

#include <string.h>

/* @p text with each line behind @p margin. */
static void indented(FILE *to, const char *margin, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		fprintf(to, "%s%.*s\n", margin, (int)n, text);
		text += n + (text[n] == '\n');
	}
}

static void explain(FILE *to, const struct lab *lab, const struct graded_test *t, unsigned arch)
{
	const struct outcome *o = &t->outcome[arch];

	if (*o->expected)
		fprintf(to, "      expected   %s\n", o->expected);
	fprintf(to, "      observed   %s   (on %s)\n", o->observed, lab->arch[arch]);
	indented(to, "      | ", o->context);
	fprintf(to, "      read       labs/%s/README.md#%s\n", lab->name, t->anchor);
	if (*o->recording && o->instant >= 0)
		fprintf(to, "      look       make replay LOG=%s   (at %.6f s)\n", o->recording,
			o->instant);
}

void report_test(FILE *to, const struct lab *lab, const struct graded_test *t)
{
	unsigned arch;
	enum verdict v = lab_verdict(lab, t, &arch);

	fprintf(to, "  %-50s %-8s %2u/%-2u", t->name, verdict_name(v), lab_points(lab, t),
		t->points);
	for (unsigned a = 0; a < lab->archs; a++)
		if (t->outcome[a].seconds > 0)
			fprintf(to, "  %s %.1f s", lab->arch[a], t->outcome[a].seconds);
	fprintf(to, "\n");
	if (v != VERDICT_PASS && v != VERDICT_SKIPPED)
		explain(to, lab, t, arch);
	else if (v == VERDICT_SKIPPED)
		fprintf(to, "      needs      %s\n", t->needs);
	fflush(to);
}

struct sum {
	unsigned got, most, infrastructure;
};

static struct sum sum(const struct lab *lab)
{
	struct sum s = {0};
	unsigned arch;

	for (unsigned i = 0; i < lab->tests; i++) {
		const struct graded_test *t = &lab->test[i];

		if (!t->wanted)
			continue;
		s.got += lab_points(lab, t);
		s.most += t->points;
		s.infrastructure += lab_verdict(lab, t, &arch) == VERDICT_INFRASTRUCTURE;
	}
	return s;
}

void report_total(FILE *to, const struct lab *lab, double seconds)
{
	struct sum s = sum(lab);

	if (s.infrastructure)
		fprintf(to,
			"%u tests could not be judged: this machine failed, not you. Run them "
			"again.\n",
			s.infrastructure);
	fprintf(to, "lab %s: %u of %u points, %.1f s\n", lab->name, s.got, s.most, seconds);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void string(FILE *to, const char *text)
{
	fputc('"', to);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			fprintf(to, "\\%c", c);
		else if (c == '\n')
			fputs("\\n", to);
		else if (c < 0x20 || c >= 0x7f)
			fprintf(to, "\\u%04x", c);
		else
			fputc(c, to);
	}
	fputc('"', to);
}

static void member(FILE *to, const char *name, const char *value)
{
	fprintf(to, "\"%s\": ", name);
	string(to, value);
}

static void json_outcome(FILE *to, const char *arch, const struct outcome *o)
{
	fputs("{", to);
	member(to, "arch", arch);
	fputs(", ", to);
	member(to, "verdict", verdict_name(o->verdict));
	fputs(", ", to);
	member(to, "expected", o->expected);
	fputs(", ", to);
	member(to, "observed", o->observed);
	fputs(", ", to);
	member(to, "context", o->context);
	fputs(", ", to);
	member(to, "recording", o->recording);
	fprintf(to, ", \"instant\": %.6f, \"seconds\": %.3f}", o->instant, o->seconds);
}

void report_json(FILE *to, const struct lab *lab, double seconds)
{
	struct sum s      = sum(lab);
	const char *comma = "";
	unsigned arch;

	fputs("{", to);
	member(to, "lab", lab->name);
	fprintf(to, ", \"points\": %u, \"of\": %u, \"seconds\": %.1f, \"tests\": [", s.got, s.most,
		seconds);
	for (unsigned i = 0; i < lab->tests; i++) {
		const struct graded_test *t = &lab->test[i];

		if (!t->wanted)
			continue;
		fprintf(to, "%s\n {", comma);
		comma = ",";
		member(to, "name", t->name);
		fputs(", ", to);
		member(to, "verdict", verdict_name(lab_verdict(lab, t, &arch)));
		fprintf(to, ", \"points\": %u, \"of\": %u, \"extra\": %s, \"runs\": [",
			lab_points(lab, t), t->points, t->extra ? "true" : "false");
		for (unsigned a = 0; a < lab->archs; a++) {
			fputs(a ? ", " : "", to);
			json_outcome(to, lab->arch[a], &t->outcome[a]);
		}
		fputs("]}", to);
	}
	fputs("\n]}\n", to);
}

/* Extra tests are shown to students only after the lab's date. */
void report_gradescope(FILE *to, const struct lab *lab, double seconds)
{
	const char *comma = "";
	char text[3000];
	unsigned arch;

	fprintf(to, "{\"execution_time\": %.0f, \"tests\": [", seconds);
	for (unsigned i = 0; i < lab->tests; i++) {
		const struct graded_test *t = &lab->test[i];
		enum verdict v              = lab_verdict(lab, t, &arch);
		const struct outcome *o     = &t->outcome[arch];

		if (!t->wanted)
			continue;
		fprintf(to, "%s\n {\"score\": %u, \"max_score\": %u, ", comma, lab_points(lab, t),
			t->points);
		comma = ",";
		member(to, "name", t->name);
		fputs(", ", to);
		snprintf(text, sizeof(text), "%s\n%s%s\n%s%s", verdict_name(v),
			 *o->expected ? "expected: " : "", o->expected,
			 *o->observed ? "observed: " : "", o->observed);
		member(to, "output", text);
		fputs(", ", to);
		member(to, "visibility", t->extra ? "after_published" : "visible");
		fputs("}", to);
	}
	fputs("\n]}\n", to);
}
