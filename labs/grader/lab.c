/*
 * Reading manifests. See lab.h for the format.
 */
#include "labs/grader/lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lab_test *registered;

void lab_register(struct lab_test *t)
{
	t->next    = registered;
	registered = t;
}

static const struct lab_test *code_of(const char *name)
{
	const struct lab_test *t = registered;

	while (t && strcmp(t->name, name) != 0)
		t = t->next;
	return t;
}

static void copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from);
}

/* "NAME POINTS ANCHOR [needs=…] [extra] [only=…]" */
static bool read_test(struct lab *lab, char *words)
{
	struct graded_test *t = &lab->test[lab->tests];
	char *save = NULL, *name = strtok_r(words, " \t", &save);
	char *points = strtok_r(NULL, " \t", &save), *anchor = strtok_r(NULL, " \t", &save);

	if (!anchor || lab->tests == LAB_TESTS_MAX)
		return false;
	copy(t->name, sizeof(t->name), name);
	copy(t->anchor, sizeof(t->anchor), anchor);
	t->points = (unsigned)strtoul(points, NULL, 10);
	t->code   = code_of(name);
	for (char *w = strtok_r(NULL, " \t", &save); w; w = strtok_r(NULL, " \t", &save)) {
		if (strncmp(w, "needs=", 6) == 0)
			copy(t->needs, sizeof(t->needs), w + 6);
		else if (strncmp(w, "only=", 5) == 0)
			copy(t->only, sizeof(t->only), w + 5);
		else if (strcmp(w, "extra") == 0)
			t->extra = true;
		else
			return false;
	}
	/* The handout has no code for the extra tests, and does not count them. */
	if (t->code)
		lab->tests++;
	else if (!t->extra)
		return false;
	else
		memset(t, 0, sizeof(*t));
	return true;
}

static bool read_line(struct lab *lab, char *line)
{
	char *save = NULL, *key, *rest;

	line[strcspn(line, "#\n")] = 0;
	key                        = strtok_r(line, " \t", &save);
	if (!key)
		return true;
	rest = save + strspn(save, " \t");
	if (strcmp(key, "test") == 0)
		return read_test(lab, rest);
	if (strcmp(key, "title") == 0)
		copy(lab->title, sizeof(lab->title), rest);
	else if (strcmp(key, "archs") == 0)
		for (char *w = strtok_r(NULL, " \t", &save); w && lab->archs < LAB_ARCHS_MAX;
		     w       = strtok_r(NULL, " \t", &save))
                        copy(lab->arch[lab->archs++], sizeof(lab->arch[0]), w);
	else
		return strcmp(key, "hand-in") == 0 || strcmp(key, "starter") == 0;
	return true;
}

bool lab_read(struct lab *lab, const char *name)
{
	char path[200], line[600], shown[600];
	unsigned number = 0;
	bool good       = true;
	FILE *f;

	memset(lab, 0, sizeof(*lab));
	copy(lab->name, sizeof(lab->name), name);
	snprintf(path, sizeof(path), "labs/%s/manifest", name);
	f = fopen(path, "r");
	if (!f) {
		perror(path);
		return false;
	}
	while (good && fgets(line, sizeof(line), f)) {
		number++;
		copy(shown, sizeof(shown), line);
		good = read_line(lab, line);
		if (!good)
			fprintf(stderr, "%s:%u: cannot understand, or no such test: %s", path,
				number, shown);
	}
	fclose(f);
	return good;
}

struct graded_test *lab_find(struct lab *lab, const char *name)
{
	for (unsigned i = 0; i < lab->tests; i++)
		if (strcmp(lab->test[i].name, name) == 0)
			return &lab->test[i];
	return NULL;
}

enum verdict lab_verdict(const struct lab *lab, const struct graded_test *t, unsigned *arch)
{
	/* What cannot be judged says more than a failure: it must be run again. */
	static const unsigned weight[VERDICTS] = {
		[VERDICT_PASS] = 0,           [VERDICT_SKIPPED] = 1, [VERDICT_FAIL] = 2,
		[VERDICT_TIMEOUT] = 3,        [VERDICT_CRASH] = 4,   [VERDICT_BUILD] = 5,
		[VERDICT_INFRASTRUCTURE] = 6,
	};
	unsigned worst = 0;

	for (unsigned a = 1; a < lab->archs; a++)
		if (weight[t->outcome[a].verdict] > weight[t->outcome[worst].verdict])
			worst = a;
	*arch = worst;
	return t->outcome[worst].verdict;
}

unsigned lab_points(const struct lab *lab, const struct graded_test *t)
{
	unsigned arch;

	return lab_verdict(lab, t, &arch) == VERDICT_PASS ? t->points : 0;
}
