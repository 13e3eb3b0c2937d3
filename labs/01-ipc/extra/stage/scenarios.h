/*
 * Scenarios of the extra tests; stage/scenarios.c puts them into its list.
 */
#ifndef LABS_IPC_EXTRA_SCENARIOS_H
#define LABS_IPC_EXTRA_SCENARIOS_H

void extra_reuse(void);
void extra_full(void);
void extra_crowd(void);
void extra_client_dead(void);
void extra_client_refused(void);

#define EXTRA_SCENARIOS                                                       \
	{"reuse", extra_reuse}, {"full", extra_full}, {"crowd", extra_crowd}, \
		{"client-dead", extra_client_dead}, {"client-refused", extra_client_refused},

#endif
