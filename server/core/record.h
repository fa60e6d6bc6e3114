/* Records: what history keeps, as bytes. The core writes them in the order in which things happen,
 * a store keeps them and gives them back. Records follow each other without gaps in a buffer. The
 * bytes are of this process only: a store has its own form on disk. Pure. */
#ifndef RECORD_H
#define RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

enum record_type {
	RECORD_LINE,	/* struct record_line: a new line of a room, with the room's next number */
	RECORD_ROOM,	/* struct record_room: the room as it is now; the first one makes it */
	RECORD_ERASE,	/* struct record_erase: lines lose what they say, and keep their place */
	RECORD_MISSED,	/* struct record_missed: lines that have numbers but were not kept */
	RECORD_ORIGIN,	/* struct record_origin: a store without rooms takes another one's place */
	RECORD_ACCOUNT, /* struct record_account: the account as it is now; the first one makes it
			 */
	RECORD_MARKER,	/* struct record_marker: how far an account has read a room */
	RECORD_SERVER_BAN, /* struct record_server_ban: it is set, changed or lifted */
};

/* What a line is. */
enum record_kind {
	RECORD_SAY,
	RECORD_ACTION,
	RECORD_NOTICE,
	RECORD_TOPIC, /* text: the new topic, "" where it was cleared */
	RECORD_KICK,  /* other: who was kicked; text: why or "" */
	RECORD_MODE,  /* text: the changes as IRC writes them, "+o bob" */
};

/* Texts are valid UTF-8 without NUL; NULL is written as "" and read as "". */
struct record_line {
	uint32_t room;
	uint32_t number; /* from 1 on, without holes within the room */
	int64_t time;	 /* milliseconds since 1970 (UTC); never before that of the line before */
	uint64_t connection; /* whose line it is, see RECORD_ERASE; 0: the server's */
	enum record_kind kind;
	bool erased;			    /* its texts are "" */
	const char *erased_by, *erased_why; /* of an erased one, where they are known */
	const char *name;		    /* of the sender, as it was then */
	const char *user;
	const char *host;
	const char *other; /* of what is said: event.parts */
	const char *text;
	const char *tags; /* raw, as in struct event; but where the sender was logged in, first
			     RECORD_ACCOUNT_TAG and the account's name, escaped as IRC does */
};

#define RECORD_ACCOUNT_TAG "account="
/* The bytes of that, without a ';' behind it; 0 where there is none. */
size_t record_account_length(const char *tags);

struct record_mask {
	unsigned mode; /* of enum mode: ban, exception, need for no invitation */
	const char *text, *by, *why, *meant;
	int64_t at, until; /* milliseconds since 1970 (UTC); 0: no end */
};

/* A room with all its settings, but without its lines. Times are milliseconds since 1970. */
struct record_room {
	uint32_t id;	 /* given by the core; each new room has a higher one */
	uint32_t number; /* of its last line, 0 for none; written by stores only */
	int64_t time;	 /* of its last line; likewise */
	const char *name;
	const char *key;   /* by which it is found; at most one room that has not ended has it */
	const char *topic; /* "" for none */
	const char *topic_by;
	int64_t topic_at;
	int64_t made_at;
	bool ended;	      /* nobody can come back: its lines go, and its key is free */
	unsigned flags;	      /* rules.flags */
	const char *password; /* of MODE_KEY; "" for none */
	int64_t limit;	      /* 0: none */
	int64_t keep_ms;      /* how long its lines are kept; 0: as the server says */
	uint32_t founder;     /* an account; 0: none */
	unsigned operator_count;
	const void *operators; /* accounts, as uint32_t; what is read may be unaligned */
	unsigned mask_count;
};

/* Either one line (by an operator or its own speaker) or all that a connection has said; its
 * topics, kicks and changes of modes stay. */
struct record_erase {
	uint32_t room, number; /* 0, 0 for all that `connection` has said */
	uint64_t connection;
	const char *by; /* who did it; shown in place of the line */
	const char *why;
};

struct record_missed {
	uint32_t room, first, last;
};

struct record_origin {
	uint64_t origin;	     /* store_info.origin */
	const unsigned char *secret; /* store_info.secret; NULL: it keeps its own */
};

/* Its times are milliseconds since 1970. */
struct record_account {
	uint32_t id; /* given by the core; each new account has a higher one */
	const char *name;
	const char *key;   /* by which it is found; no two accounts have the same */
	const char *hash;  /* of the password, as crypto_pwhash_str() makes it; "" for none */
	const char *scram; /* the password's keys as RFC 5803 writes them,
			      "SCRAM-SHA-256$ITERATIONS:SALT$STOREDKEY:SERVERKEY"; "" for none */
	const char *certificates; /* SHA-256 fingerprints in small hex digits, with a blank between
				     two of them; no two accounts have the same; "" for none */
	const char *tokens;	  /* that log in, as tokens_write() has them; "" for none */
	int64_t made_at, seen_at;
	bool dropped; /* it is gone, with its markers; only `id` matters */
};

struct record_marker {
	uint32_t account, room;
	int64_t time; /* of the last line that was read, milliseconds since 1970; 0: it is
			 forgotten */
};

/* A ban from the server. Its times are milliseconds since 1970. */
struct record_server_ban {
	bool of_account;
	const char *mask; /* addresses, "192.0.2.0/24", or the key of an account; there is at most
			     one ban for each */
	const char *by, *why;
	int64_t at, until; /* until 0: no end */
	bool lifted;	   /* it is gone; only `of_account` and `mask` matter */
};

void record_write_line(struct buffer *out, const struct record_line *line);
void record_write_room(
	struct buffer *out, const struct record_room *room, const struct record_mask *masks);
void record_write_erase(struct buffer *out, const struct record_erase *erase);
void record_write_missed(struct buffer *out, const struct record_missed *missed);
void record_write_origin(struct buffer *out, const struct record_origin *origin);
void record_write_account(struct buffer *out, const struct record_account *account);
void record_write_marker(struct buffer *out, const struct record_marker *marker);
void record_write_server_ban(struct buffer *out, const struct record_server_ban *ban);

/* The bytes that the first record takes, which the next one follows. */
size_t record_length(const char *bytes);
enum record_type record_type(const char *bytes);

/* These read the first record, which must be of that type. The texts point into the bytes. */
void record_read_line(const char *bytes, struct record_line *line);
void record_read_erase(const char *bytes, struct record_erase *erase);
void record_read_missed(const char *bytes, struct record_missed *missed);
void record_read_origin(const char *bytes, struct record_origin *origin);
void record_read_account(const char *bytes, struct record_account *account);
void record_read_marker(const char *bytes, struct record_marker *marker);
void record_read_server_ban(const char *bytes, struct record_server_ban *ban);

/* Reads the room, and calls `mask` (NULL: does not) for each of its masks. */
void record_read_room(const char *bytes, struct record_room *room,
	void (*mask)(const struct record_mask *, void *), void *data);

/* One of room->operators. */
uint32_t record_operator(const struct record_room *room, unsigned i);

#endif
