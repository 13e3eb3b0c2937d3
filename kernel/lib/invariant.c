/*
 * The one place where predicates leave the rule they found broken; see invariant.h.
 */
#include "kernel/lib/invariant.h"

struct invariant_report invariant_broken;

bool invariant_failed(const char *rule, const void *object)
{
	invariant_broken = (struct invariant_report){.rule = rule, .object = object};
	return false;
}
