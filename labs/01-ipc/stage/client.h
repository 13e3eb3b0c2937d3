/*
 * Scenarios of the client: the stage plays the store, as slow as it likes.
 */
#ifndef LABS_IPC_STAGE_CLIENT_H
#define LABS_IPC_STAGE_CLIENT_H

/** The store answers everything at once. */
void client_good(void);
/** The store leaves some requests without an answer. */
void client_slow(void);

/**
 * Start the student's client on a store that answers as @p answers says, a letter a request: '+' at
 * once, '-' never, 'e' with an error; after the last letter as by the last one. Marks: "request" with operation
 * and value of each request, at last "end" with what program_wait() said and the exit code.
 */
void client_play(const char *answers);

#endif
