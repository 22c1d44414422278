/* What users do. */
#ifndef PVD_SIM_ACTS_H
#define PVD_SIM_ACTS_H

#include "user.h"

/* acts_any.c: whatever the services are */
void act_note(struct user *user);   /* the least a command can do, of any service */
void act_poison(struct user *user); /* a call that kills whoever decides it */
void act_read(struct user *user);   /* goes on with the journal of a service, and verifies it */
void act_any(struct user *user);    /* any method of the contract, with a request made by chance */
void act_who_am_i(struct user *user);
void act_examine(struct user *user); /* the long work: verify, compare with a rebuild */

/* acts_bus.c */
void act_add_guest(struct user *user);
void act_revoke_guest(struct user *user);
void act_change_key(struct user *user);
void act_traffic(struct user *user);

/* acts_registry.c */
void act_submit(struct user *user);
void act_withdraw(struct user *user);
void act_opinion(struct user *user);
void act_propose(struct user *user);
void act_grant(struct user *user);
void act_refuse(struct user *user);
void act_withdraw_label(struct user *user);
void act_meet(struct user *user); /* a territory's committee */
void act_adopt(struct user *user);
void act_look(struct user *user);

/* acts_funding.c */
void act_adopt_catalogue(struct user *user);
void act_find_territories(struct user *user);
void act_file(struct user *user);
void act_complete(struct user *user); /* documents, and the word that all is there */
void act_grant_application(struct user *user);
void act_withdraw_application(struct user *user);
void act_commit(struct user *user);
void act_pay(struct user *user); /* in parts, all, or too much */
void act_look_at_money(struct user *user);

/* acts_club.c */
void act_join_club(struct user *user); /* or changes what it wants to be told */
void act_leave_club(struct user *user);
void act_notices(struct user *user); /* looks at what it was told, and has read some of it */

/* acts_import.c: the next step of an import */
void act_import(struct user *user);

/* acts_indicators.c: what grids look at, and its values */
void act_define_indicators(struct user *user);
void act_record_series(struct user *user);
extern uint64_t series_recorded; /* the sequence of the last one that somebody was told is recorded */

/* acts_eligibility.c */
void act_adopt_grid(struct user *user);
void act_run_scores(struct user *user);
void act_check_run(struct user *user);
void act_look_at_scores(struct user *user);
void act_compare(struct user *user);  /* what if */
void act_override(struct user *user); /* says a word beside a score, takes one back, or looks at them */

#endif
