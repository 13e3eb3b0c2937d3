/*
 * Tests of ports.c, for the table in group.c.
 */
#ifndef TESTS_TARGET_PORTS_H
#define TESTS_TARGET_PORTS_H

void sigma0_gives_ports_that_work(void);
void a_port_of_others_is_a_protection_exception(void);
void disjoint_port_windows_map_nothing(void);
void ports_in_both_windows_are_mapped(void);
void ports_that_the_sender_has_not_are_reported(void);
void ports_are_revoked_from_everybody_who_got_them(void);
void ports_of_two_tasks_do_not_mix(void);
void granted_ports_are_gone(void);
void a_large_run_of_ports_can_be_taken_back_in_parts(void);

#endif
