/* Rounds: how what history has gathered gets to the store, and what happens where the store is
 * late.
 *
 * A round is all that was gathered since the last one was taken. One is written at a time, and is
 * written again, the same and with the same number, until it is stored. So a room's lines get to
 * the store in their order and once, and behind stored `round` - 2 rounds are waiting at most.
 *
 * `late`: something has waited for the store for history.wait_ms, whatever keeps the disk. Then
 * strict sends lines at once, too, no session is read later because of the store, and what finds
 * no place is counted. It ends with a round that took less time. So that it ends although nobody
 * says anything, a room's record is written once more. */
#ifndef ROUND_H
#define ROUND_H

#include <stdbool.h>
#include <stdint.h>

struct buffer;
struct core;

/* Under the lock, at the end of each iteration: whether the writer has to be told that something
 * is gathered. */
bool round_wanted(struct core *core);

/* Under the lock, about once a second and at round_late_at(): finds out whether the store is late.
 */
void round_check(struct core *core);

/* Under the lock: when the store will be late with what it has to do now, milliseconds as core.now;
 * 0 where it has nothing to do, or is late. */
int64_t round_late_at(const struct core *core);

/* The rest is for the store's threads, which do not hold the lock. `now`: milliseconds, as
 * core.now.
 *
 * Puts what is gathered into `out`, in place of what it had, and returns the number of the round;
 * 0 for nothing. `durable`: it is to survive a loss of power. The loops read `out` as well until
 * the round is stored (pending.h), so nobody changes it before. */
uint64_t round_take(struct core *core, struct buffer *out, bool *durable);

/* The round is stored. True where more is gathered. */
bool round_stored(struct core *core, uint64_t round, int64_t now);

/* The round could not be stored, and is tried again. */
void round_failed(struct core *core, const char *why);

/* Frees the memory in which the next round is gathered, if nothing has been. */
void round_free_space(struct core *core);

/* How many lines have not been stored, at the end. */
unsigned round_lines_left(struct core *core);

#endif
