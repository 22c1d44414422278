#include "club/state.h"

#define STATE(constant, text)  [constant - TABLE_FIRST_OWN] = {.name = text, .kind = TABLE_STATE}
#define MIRROR(constant, text) [constant - TABLE_FIRST_OWN] = {.name = text, .kind = TABLE_MIRROR}

const struct table CLUB_TABLES[] = {
	STATE(TABLE_MEMBERS, "members"),
	STATE(TABLE_INTERESTS, "interests"),
	STATE(TABLE_NOTICES, "notices"),
	STATE(TABLE_INBOX, "inbox"),
	STATE(TABLE_UNREAD, "unread"),
	STATE(TABLE_RECEIVED, "received"),
	STATE(TABLE_DIGESTED, "digested"),
	STATE(TABLE_DIGESTS, "digests"),
	STATE(TABLE_DIGEST_MEMBERS, "digest_members"),
	MIRROR(TABLE_CANDIDACIES, "candidacies"),
	MIRROR(TABLE_LABELS, "labels"),
	MIRROR(TABLE_TERRITORIES, "territories"),
	MIRROR(TABLE_SCORED, "scored"),
	MIRROR(TABLE_APPLICATIONS, "applications"),
};
