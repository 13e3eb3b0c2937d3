/*
 * Making and destroying programs; see program.h for what one is.
 */
#include <l4/re/c/util/cap_alloc.h>
#include <l4/sys/debugger.h>
#include <l4/sys/factory.h>
#include <l4/sys/kip.h>
#include <l4/sys/scheduler.h>
#include <l4/sys/semaphore.h>
#include <l4/sys/task.h>
#include <l4/sys/thread.h>
#include <stdio.h>
#include <string.h>
#include "l4re/root/frames.h"
#include "l4re/root/keeper.h"
#include "l4re/root/loader.h"
#include "l4re/root/program.h"

/* What lies on top of a new stack. All pointers in it are addresses in the program. */
struct start_page {
	struct l4re_start start;
	l4re_env_cap_entry_t caps[PROGRAM_CAPS_MAX + 1];
	char *argv[PROGRAM_ARGS_MAX + 1];
	char text[PROGRAM_TEXT_SIZE];
} __attribute__((aligned(16)));

static struct program programs[PROGRAMS_MAX];

struct program *program_by_number(l4_umword_t number)
{
	return number < PROGRAMS_MAX && programs[number].used ? &programs[number] : NULL;
}

static bool complain(const struct program *p, const char *what, long error)
{
	printf("root: cannot start '%s': %s: %s\n", p->name, what, l4sys_errtostr(error));
	return false;
}

static struct program *free_program(void)
{
	unsigned i;

	for (i = 0; i < PROGRAMS_MAX; i++)
		if (!programs[i].used)
			return &programs[i];
	return NULL;
}

/* The five objects of every program. */
static bool create_objects(struct program *p, l4_cap_idx_t factory, l4_umword_t quota)
{
	l4_fpage_t utcbs = l4_fpage(PROGRAM_UTCB_AREA, L4_PAGESHIFT, L4_FPAGE_RW);
	long error;

	if (p->own_factory) {
		error = l4_error(l4_factory_create_factory(factory, p->factory, quota));
		if (error < 0)
			return complain(p, "no quota for it", error);
	} else {
		p->factory = factory;
	}
	error = l4_error(l4_factory_create_task(p->factory, p->task, &utcbs));
	if (error >= 0)
		error = l4_error(l4_factory_create_thread(p->factory, p->thread));
	if (error >= 0)
		error = l4_error(l4_factory_create_gate(L4_BASE_FACTORY_CAP, p->keeper,
							keeper_thread(),
							keeper_label(p - programs)));
	if (error >= 0)
		error = l4_error(
			l4_factory_create(L4_BASE_FACTORY_CAP, L4_PROTO_SEMAPHORE, p->ended));
	return error >= 0 || complain(p, "no kernel memory", error);
}

static void name_objects(const struct program *p)
{
	char name[2 * PROGRAM_NAME_SIZE];

	snprintf(name, sizeof(name), "faults %s", p->name);
	l4_debugger_set_object_name(p->keeper, name);
	snprintf(name, sizeof(name), "end of %s", p->name);
	l4_debugger_set_object_name(p->ended, name);
	l4_debugger_set_object_name(p->task, p->name);
	l4_debugger_set_object_name(p->thread, p->name);
	if (p->own_factory)
		l4_debugger_set_object_name(p->factory, p->name);
}

static bool give(struct program *p, l4_umword_t slot, l4_cap_idx_t cap, unsigned char rights,
		 unsigned attributes)
{
	long error = l4_error(l4_task_map(
		p->task, L4_BASE_TASK_CAP, l4_obj_fpage(cap, 0, rights),
		l4_map_obj_control(slot << L4_CAP_SHIFT, L4_MAP_ITEM_MAP) | attributes));

	return error >= 0 || complain(p, "a capability cannot be handed over", error);
}

/* The capabilities that every program starts with. It may end itself, but not delete its task. */
static bool give_base_caps(struct program *p)
{
	const l4_umword_t task      = L4_BASE_TASK_CAP >> L4_CAP_SHIFT;
	const l4_umword_t factory   = L4_BASE_FACTORY_CAP >> L4_CAP_SHIFT;
	const l4_umword_t thread    = L4_BASE_THREAD_CAP >> L4_CAP_SHIFT;
	const l4_umword_t log       = L4_BASE_LOG_CAP >> L4_CAP_SHIFT;
	const l4_umword_t scheduler = L4_BASE_SCHEDULER_CAP >> L4_CAP_SHIFT;

	return give(p, task, p->task, L4_CAP_FPAGE_RWS, 0) &&
	       give(p, factory, p->factory, L4_CAP_FPAGE_RWS, 0) &&
	       give(p, thread, p->thread, L4_CAP_FPAGE_RWSD, 0) &&
	       give(p, log, L4_BASE_LOG_CAP, L4_CAP_FPAGE_RW, 0) &&
	       give(p, scheduler, L4_BASE_SCHEDULER_CAP, L4_CAP_FPAGE_RWS, 0) &&
	       give(p, PROGRAM_PARENT_SLOT, p->keeper, L4_CAP_FPAGE_RWS, 0);
}

static bool make_stack(struct program *p)
{
	p->stack = program_add_memory(p, PROGRAM_STACK_SIZE, PROGRAM_STACK_TOP - PROGRAM_STACK_SIZE,
				      L4_FPAGE_RW);
	return p->stack != NULL &&
	       program_map(p, l4_kip(), L4_PAGESIZE, L4_KIP_ADDRESS, L4_FPAGE_RX);
}

struct program *program_create(const char *file, const char *name, l4_cap_idx_t factory,
			       l4_umword_t quota)
{
	struct program *p = free_program();

	if (!p) {
		printf("root: cannot start '%s': there are %d programs already\n", name,
		       PROGRAMS_MAX);
		return NULL;
	}
	memset(p, 0, sizeof(*p));
	strlcpy(p->name, name, sizeof(p->name));
	p->used        = true;
	p->own_factory = quota != 0;
	p->factory     = p->own_factory ? l4re_util_cap_alloc() : L4_INVALID_CAP;
	p->task        = l4re_util_cap_alloc();
	p->thread      = l4re_util_cap_alloc();
	p->keeper      = l4re_util_cap_alloc();
	p->ended       = l4re_util_cap_alloc();
	p->pager       = p->keeper;
	if (!create_objects(p, factory, quota) || !loader_load(p, file) || !make_stack(p) ||
	    !give_base_caps(p)) {
		program_destroy(p);
		return NULL;
	}
	name_objects(p);
	return p;
}

bool program_pass_cap(struct program *p, const char *name, l4_cap_idx_t cap, unsigned char rights,
		      unsigned attributes)
{
	l4_umword_t slot = PROGRAM_PARENT_SLOT + 1 + p->cap_count;
	l4re_env_cap_entry_t *e;

	if (p->cap_count == PROGRAM_CAPS_MAX)
		return complain(p, "too many capabilities for it", -L4_ENOMEM);
	if (!give(p, slot, cap, rights, attributes))
		return false;
	e        = &p->caps[p->cap_count++];
	e->cap   = slot << L4_CAP_SHIFT;
	e->flags = 0;
	strlcpy(e->name, name, sizeof(e->name));
	return true;
}

bool program_allow_debugger(struct program *p)
{
	return give(p, L4_BASE_DEBUGGER_CAP >> L4_CAP_SHIFT, L4_BASE_DEBUGGER_CAP, L4_CAP_FPAGE_RW,
		    0);
}

bool program_map(struct program *p, const void *from, l4_umword_t bytes, l4_addr_t at,
		 unsigned char rights)
{
	l4_addr_t source = (l4_addr_t)from, last = source + l4_round_page(bytes) - 1;

	for (;;) {
		unsigned order = l4_fpage_max_order(L4_PAGESHIFT, source, source, last + 1, at);
		long error     = l4_error(l4_task_map(p->task, L4_BASE_TASK_CAP,
						      l4_fpage(source, order, rights),
						      l4_map_control(at, 0, L4_MAP_ITEM_MAP)));

		if (error < 0)
			return complain(p, "memory cannot be mapped", error);
		if (last - source < 1UL << order)
			return true;
		source += 1UL << order;
		at += 1UL << order;
	}
}

void *program_add_memory(struct program *p, l4_umword_t bytes, l4_addr_t at, unsigned char rights)
{
	void *frames;

	if (p->piece_count == PROGRAM_PIECES_MAX)
		frames = NULL;
	else
		frames = frames_alloc(bytes);
	if (!frames) {
		complain(p, "no memory for it", -L4_ENOMEM);
		return NULL;
	}
	p->pieces[p->piece_count++] = (struct program_piece){frames, bytes};
	return program_map(p, frames, bytes, at, rights) ? frames : NULL;
}

void program_set_pager(struct program *p, l4_cap_idx_t gate)
{
	p->pager = gate;
}

void program_set_fallback(struct program *p, l4_addr_t page, void *frame)
{
	p->fallback       = page;
	p->fallback_frame = frame;
}

/* Address in the program of something in the start page @p s, which lies on top of its stack. */
static void *in_program(const struct program *p, const void *here)
{
	return (void *)((l4_addr_t)here - (l4_addr_t)(p->stack + PROGRAM_STACK_SIZE) +
			PROGRAM_STACK_TOP);
}

/* argv[0] is the program's name; words follow. Pointers are the program's. */
static l4_umword_t write_arguments(const struct program *p, struct start_page *s,
				   const char *arguments)
{
	l4_umword_t argc = 0;
	char *at         = s->text;

	snprintf(s->text, sizeof(s->text), "%s %s", p->name, arguments);
	while (argc < PROGRAM_ARGS_MAX) {
		while (*at == ' ')
			*at++ = '\0';
		if (!*at)
			break;
		s->argv[argc++] = in_program(p, at);
		while (*at && *at != ' ')
			at++;
	}
	return argc;
}

static struct start_page *write_start_page(struct program *p, const char *arguments)
{
	struct start_page *s = (struct start_page *)(p->stack + PROGRAM_STACK_SIZE) - 1;

	s->start.env = (l4re_env_t){
		.parent          = (l4_cap_idx_t)PROGRAM_PARENT_SLOT << L4_CAP_SHIFT,
		.log             = L4_BASE_LOG_CAP,
		.main_thread     = L4_BASE_THREAD_CAP,
		.factory         = L4_BASE_FACTORY_CAP,
		.scheduler       = L4_BASE_SCHEDULER_CAP,
		.first_free_cap  = PROGRAM_FREE_SLOT,
		.utcb_area       = l4_fpage(PROGRAM_UTCB_AREA, L4_PAGESHIFT, L4_FPAGE_RW),
		.first_free_utcb = PROGRAM_UTCB_AREA + L4_UTCB_OFFSET,
		.caps            = in_program(p, s->caps),
	};
	memcpy(s->caps, p->caps, sizeof(p->caps));
	s->caps[p->cap_count].flags = ~0UL;
	s->start.argc               = write_arguments(p, s, arguments);
	s->start.argv               = in_program(p, s->argv);
	return s;
}

bool program_start(struct program *p, unsigned priority, const char *arguments)
{
	struct start_page *s   = write_start_page(p, arguments);
	l4_sched_param_t sched = l4_sched_param(priority, 0);
	long error;

	if (!give(p, L4_BASE_PAGER_CAP >> L4_CAP_SHIFT, p->pager, L4_CAP_FPAGE_RWS, 0))
		return false;
	l4_thread_control_start();
	l4_thread_control_pager(L4_BASE_PAGER_CAP);
	l4_thread_control_exc_handler((l4_cap_idx_t)PROGRAM_PARENT_SLOT << L4_CAP_SHIFT);
	l4_thread_control_bind((l4_utcb_t *)PROGRAM_UTCB_AREA, p->task);
	error = l4_error(l4_thread_control_commit(p->thread));
	if (error >= 0)
		error = l4_error(
			l4_thread_ex_regs(p->thread, p->entry, (l4_addr_t)in_program(p, s), 0));
	if (error >= 0)
		error = l4_error(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, p->thread, &sched));
	return error >= 0 || complain(p, "its thread does not start", error);
}

enum program_end program_wait(struct program *p, unsigned ms)
{
	l4_timeout_t limit = l4_timeout(L4_IPC_TIMEOUT_NEVER, l4_timeout_from_us(ms * 1000));

	if (p->end != PROGRAM_RUNS || l4_error(l4_semaphore_down(p->ended, limit)) >= 0)
		return p->end;
	if (l4_error(l4_task_cap_valid(L4_BASE_TASK_CAP, p->thread)) == 0)
		p->end = PROGRAM_VANISHED;
	return p->end;
}

void program_destroy(struct program *p)
{
	unsigned i;

	if (!p)
		return;
	l4re_util_cap_delete(p->thread);
	l4re_util_cap_delete(p->keeper);
	l4re_util_cap_delete(p->ended);
	l4re_util_cap_delete(p->task);
	if (p->own_factory)
		l4re_util_cap_delete(p->factory);
	for (i = 0; i < p->piece_count; i++)
		frames_free(p->pieces[i].frames, p->pieces[i].bytes);
	p->used = false;
}
