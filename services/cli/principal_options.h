/* A principal as a command line describes it: its roles, and where they hold. */
#ifndef PVD_CLI_PRINCIPAL_OPTIONS_H
#define PVD_CLI_PRINCIPAL_OPTIONS_H

#include "base/arena.h"
#include "cli/cli.h"
#include "pvd/bus/v1/actor.pb-c.h"

/* Rows of a command's table; `when` is a literal that says when they count: "add : ". */
#define PRINCIPAL_OPTIONS(when)                                                                              \
	{"role", "RÔLE", when "prefecture, partner, anct... ; plusieurs fois s'il y en a plusieurs"},        \
		{"departement", "CODE", when "ses rôles valent dans ce département ; plusieurs fois"},       \
		{"collectivite", "CODE",                                                                     \
		 when "dans cette commune (INSEE) ou cet EPCI (SIREN) ; plusieurs fois"},                    \
		{"territory", "ID", when "dans ce territoire ; plusieurs fois"},                             \
		{"partner", "NOM", when "le financeur pour lequel ce système parle"},                        \
	{                                                                                                    \
		"nationwide", NULL, when "partout"                                                           \
	}

/* Its roles and scope, in the arena. False once said what was wrong: a role that is none, or no role. */
bool principal_from_options(const struct cli *cli, struct arena *arena, Bus__Principal *ret);

/* "prefecture" → the number of ROLE_PREFECTURE; -1 once said what was wrong. */
int principal_enum(const struct cli *cli, const ProtobufCEnumDescriptor *type, const char *prefix,
		   const char *text);

/* An id that says its role and place: "prefecture-77", "anct", "collectivite-77183". NULL where they are several. */
char *principal_id_suggested(struct arena *arena, const Bus__Principal *principal);

/* Whether both have the same roles in the same places. */
bool principal_same_reach(const Bus__Principal *a, const Bus__Principal *b);

#endif
