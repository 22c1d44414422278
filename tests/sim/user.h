/* A user: a program on another machine, with a link of its own, that wants things done. What it wants it
 * notes, with its key, and asks again under that key, whatever happens, until it has an answer that says yes
 * or no. */
#ifndef PVD_SIM_USER_H
#define PVD_SIM_USER_H

#include "chance.h"
#include "net.h"
#include "world.h"

enum { USERS_MAX = 48, READS_MAX = 8, ITEMS_PER_USER = (ITEMS_MAX - ITEM_ACTS) / USERS_MAX };

struct character;
struct intent;
struct import;

/* How far a user has read a journal. */
struct reading {
	const char *service;
	bool under_way;
	uint32_t epoch;
	uint64_t sequence;
	struct hash hash;
};

struct user {
	const struct character *character;
	char name[PRINCIPAL_ID_MAX + 1];
	unsigned number;
	struct port port;
	struct link *link;
	unsigned life;
	int64_t clock_us;     /* its wall clock minus the machine's */
	struct chance chance; /* of the act under way */
	unsigned acts;        /* played so far */
	struct intent *intents;
	unsigned intent_count;
	struct reading reads[READS_MAX];
	struct import *import; /* of who imports */
	int64_t revoked_us;    /* when somebody was told that it is revoked; 0: nobody was */
};

extern struct user users[USERS_MAX];
extern unsigned user_count;

/* What it wants of a service, until the answer. */
struct verdict {
	bool ok;
	const char *reason;   /* of a refusal */
	const void *response; /* unpacked; NULL when refused */
	const struct envelope *reply;
};
typedef void user_answered(struct user *user, const struct intent *intent, const struct verdict *answer);

struct intent {
	struct intent *next;
	struct user *user;
	const struct method *method;
	const char *service;
	struct bytes body;
	struct id key;
	user_answered *answered;
	void *ctx; /* of `answered` */
	const char *at_least_service;
	uint64_t at_least_sequence;
	int64_t begun_us, asked_us;
	bool under_way, told;
	uint64_t sequence; /* of the yes, once told */
	struct bytes response;
	unsigned echoes; /* times it will ask again although it was told */
	bool forged;     /* asks under a key that was used for another request */
};

/* Begins to act, and goes on until the world is calm. NULL where the plan leaves it out. */
struct user *user_add(const struct character *character, const char *name);
/* `method` by its short name. A command is kept until it is answered; a query is asked once. */
void user_ask(struct user *user, const char *service, const char *method, const ProtobufCMessage *request,
	      user_answered *answered, void *ctx);
/* A query that waits until the service has that much of its own journal. */
void user_ask_after(struct user *user, const char *service, const char *method,
		    const ProtobufCMessage *request, uint64_t sequence, user_answered *answered);
/* After a restart: asks for all that it has noted. */
void user_ask_again(struct user *user);
struct instant user_clock(const struct user *user);
/* Its process dies and starts again, with what it has noted. */
void user_restart(struct user *user);
/* Whether everything it wants has been answered, or never can be. */
bool user_is_settled(const struct user *user);
bool user_sees(const struct user *user, const char *departement);

#endif
