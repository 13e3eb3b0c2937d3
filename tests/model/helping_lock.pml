/*
 * Helping locks (kernel/sched/helping_lock.c) as a model for the Spin model checker.
 *
 * Two CPUs, and threads that want one lock, with the worst neighbours one can have: on each CPU a hog of
 * middle priority that never ends, so that a thread of low priority runs only if somebody helps it.
 *
 *      CPU 0    HIGH 3    wants the lock now and then
 *               HOG0 2    always ready
 *               LOW  1    takes the lock, and is preempted whenever the model checker likes
 *      CPU 1    HOG1 2    always ready
 *               REMOTE 1  as LOW
 *
 * A thread makes a step only while it runs on its CPU. HIGH and the hogs may come between any two steps;
 * the kernel lets them in at preemption points only, so the model allows more than can happen.
 *
 * Checked over all interleavings: mutual exclusion (an assertion), that not everybody is stuck (no invalid end
 * state), and that HIGH, once it wants the lock, gets it (high_gets_in). With -DHELPING=0 the last one must fail:
 * that is priority inversion. STAY_IN_LINE and TAKE_BLINDLY are mistakes that one could make.
 */
#ifndef HELPING
#define HELPING 1
#endif

#define NOBODY  255
#define LOW     0
#define HIGH    1
#define HOG0    2
#define REMOTE  3
#define HOG1    4
#define THREADS 5

byte holder = NOBODY; /* the lock's two words */
byte next   = NOBODY;

byte cpu[THREADS];       /* where a thread is */
byte home[THREADS];      /* where it belongs */
byte rank[THREADS];     /* priority */
bool ready[THREADS];
bool helped[THREADS];    /* runs on the time of somebody who wants its lock */
byte running[2] = NOBODY;

byte inside;             /* threads in the critical section */
bool high_wants, high_has;
bool tick;              /* what the hogs do */

/* Every step of a thread begins with this: it runs. */
#define runs(t) (running[cpu[t]] == t)

/* The best ready thread of CPU c runs. Inside d_step. */
inline schedule(c)
{
	best = NOBODY;
	i    = 0;
	do
	:: i < THREADS ->
		if
		:: ready[i] && cpu[i] == c && (best == NOBODY || rank[i] > rank[best]) -> best = i
		:: else
		fi;
		i++
	:: else -> break
	od;
	running[c] = best;
	best = 0;
	i = 0
}

/* Be the next holder, unless a better thread is: stand_in_line(). */
inline stand_in_line(me)
{
	d_step {
		runs(me);
		if
		:: next == NOBODY -> next = me
		:: next != NOBODY && next != me && rank[next] < rank[me] -> next = me
		:: else
		fi
	}
}

/* Lend our time to the holder, here or fetched from where it was preempted: help(). */
inline help(me)
{
	d_step {
		runs(me);
		if
		:: HELPING && holder != NOBODY && holder != me && cpu[holder] == cpu[me] ->
			helped[holder]   = true;
			running[cpu[me]] = holder
		:: HELPING && holder != NOBODY && holder != me && cpu[holder] != cpu[me] &&
		   !runs(holder) ->
			cpu[holder]      = cpu[me];
			helped[holder]   = true;
			running[cpu[me]] = holder
		:: !HELPING -> /* sleep a while */
			ready[me] = false;
			schedule(cpu[me])
		:: else /* it runs on another CPU: look again */
		fi
	}
}

inline lock(me)
{
	do
#ifdef TAKE_BLINDLY
	:: atomic { runs(me) && holder == NOBODY -> skip };
		atomic { runs(me) -> holder = me };
		break
#else
	:: atomic { runs(me) && holder == NOBODY -> holder = me };
		break
#endif
	:: atomic { runs(me) && holder == me -> skip }; /* handed over */
		break
	:: atomic { runs(me) && holder != NOBODY && holder != me -> skip };
		stand_in_line(me);
		help(me)
	od;
	atomic { /* we may stand in line still, and would hand over to ourselves */
		runs(me);
		if
#ifndef STAY_IN_LINE
		:: next == me -> next = NOBODY
#endif
		:: else
		fi
	}
}

/* helping_unlock(): hand over to the best waiter, give lent time back, go home from a visit. */
inline unlock(me)
{
	d_step { runs(me); assert(holder == me); heir = next; next = NOBODY };
	d_step {
		runs(me);
		holder = heir;
		heir   = 0;
		here   = cpu[me];
		if
		:: helped[me] ->
			helped[me] = false;
			cpu[me]    = home[me];
			schedule(here);
			if
			:: home[me] != here -> schedule(home[me]) /* it may be the best there */
			:: else
			fi
		:: else
		fi;
		here = 0
	}
}

/* Two steps, so that one can be preempted inside, for long. */
inline critical_section(me)
{
	d_step { runs(me); inside++; assert(inside == 1) };
	d_step { runs(me); assert(inside == 1); inside-- }
}

proctype contender(byte me)
{
	byte best, i, heir, here;

	do
	:: lock(me);
		critical_section(me);
		unlock(me)
	od
}

proctype high(byte me)
{
	byte best, i, heir, here;

	do
	:: d_step { runs(me); high_wants = true };
		lock(me);
		d_step { runs(me); high_has = true };
		critical_section(me);
		d_step { runs(me); high_wants = false; high_has = false };
		unlock(me);
		d_step { runs(me); ready[me] = false; schedule(cpu[me]) } /* until it is woken */
	od
}

proctype hog(byte me)
{
	do
	:: d_step { runs(me); tick = !tick }
	od
}

/* An interrupt wakes HIGH; it runs at once. */
proctype alarm()
{
	byte best, i;

	do
	:: d_step { !ready[HIGH]; ready[HIGH] = true; schedule(0) }
	od
}

init
{
	byte best, i;

	atomic {
		rank[LOW] = 1;    ready[LOW] = true;
		rank[HIGH] = 3;
		rank[HOG0] = 2;
		rank[REMOTE] = 1; ready[REMOTE] = true; cpu[REMOTE] = 1; home[REMOTE] = 1;
		rank[HOG1] = 2;   cpu[HOG1] = 1; home[HOG1] = 1;
		running[0] = LOW;
		running[1] = REMOTE;
		run contender(LOW);
		run high(HIGH);
		run hog(HOG0);
		run contender(REMOTE);
		run hog(HOG1);
		run alarm()
	};
	/* The hogs come at any time, for example when the others have just taken the lock. */
	d_step { ready[HOG0] = true; schedule(0) };
	d_step { ready[HOG1] = true; schedule(1) }
}

ltl high_gets_in { [] (high_wants -> <> high_has) }
