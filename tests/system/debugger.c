/*
 * Debugger stories: a session at the console, compared with what the link reports.
 */
#include "tests/system/story.h"

const struct story debugger_stories[] = {
	{NULL, NULL, NULL},
};
