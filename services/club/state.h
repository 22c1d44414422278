/* What the Club owns, and what it keeps of others to put names to their events. */
#ifndef PVD_CLUB_STATE_H
#define PVD_CLUB_STATE_H

#include "store/env.h"

enum club_table {
	/* Folds of its own journal. `number`: the sequence of the entry that told the member of a notice. */
	TABLE_MEMBERS = TABLE_FIRST_OWN, /* id → Member */
	TABLE_INTERESTS,                 /* département or "" for all, member → topics (member.h) */
	TABLE_NOTICES,                   /* id → NoticePosted, without its members */
	TABLE_INBOX,                     /* member, number → delivery (notice.h) */
	TABLE_UNREAD,                    /* member, number → the same, while it is not read */
	TABLE_RECEIVED,                  /* member, notice → number */
	TABLE_DIGESTED,       /* member → number of the last notice when its last digest was made */
	TABLE_DIGESTS,        /* member, id → Digest */
	TABLE_DIGEST_MEMBERS, /* id of a digest → member */
	/* Folds of the sources, one source each. */
	TABLE_CANDIDACIES,  /* registry: id → CandidacySubmitted, without its note */
	TABLE_LABELS,       /* registry: id → LabelGranted */
	TABLE_TERRITORIES,  /* registry: id → TerritoryCreated */
	TABLE_SCORED,       /* eligibility: candidacy → what its last score said (mirror.h) */
	TABLE_APPLICATIONS, /* funding: id → ApplicationFiled, without its documents */
	TABLE_CLUB_END,
};

extern const struct table CLUB_TABLES[];

#endif
