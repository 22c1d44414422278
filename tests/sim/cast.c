#include "cast.h"

#include "acts.h"

static const struct act NATION[] = {
	{40, act_import},
	{8, act_adopt},
	{20, act_grant},
	{2, act_refuse},
	{3, act_withdraw_label},
	{6, act_look},
	{3, act_read},
	{2, act_any},
	{6, act_adopt_grid},
	{8, act_run_scores},
	{4, act_check_run},
	{6, act_join_club},
	{6, act_notices},
	{6, act_define_indicators},
	{5, act_record_series},
	{2, act_compare},
	{0, NULL},
};
/* Money, at one desk for the nation and one in a département. */
static const struct act TREASURY[] = {
	{3, act_adopt_catalogue},
	{4, act_find_territories},
	{12, act_grant_application},
	{14, act_commit},
	{14, act_pay},
	{3, act_look_at_money},
	{2, act_join_club},
	{2, act_notices},
	{0, NULL},
};
static const struct act DDT[] = {
	{14, act_file},   {14, act_complete}, {12, act_grant_application}, {1, act_withdraw_application},
	{14, act_commit}, {14, act_pay},      {3, act_look_at_money},      {0, NULL},
};
static const struct act PAYER[] = {
	{10, act_commit},
	{10, act_pay},
	{2, act_look_at_money},
	{0, NULL},
};
static const struct act PREFECTURE[] = {
	{12, act_submit},   {14, act_opinion}, {3, act_withdraw},   {6, act_look},
	{6, act_read},      {6, act_meet},     {2, act_any},        {3, act_look_at_scores},
	{4, act_join_club}, {4, act_notices},  {1, act_leave_club}, {5, act_override},
	{0, NULL},
};
static const struct act REGION[] = {
	{24, act_propose},  {6, act_look},    {3, act_read}, {2, act_any},
	{4, act_join_club}, {4, act_notices}, {0, NULL},
};
static const struct act COLLECTIVITE[] = {
	{12, act_submit},   {3, act_withdraw}, {3, act_meet},       {6, act_look}, {2, act_any},
	{4, act_join_club}, {4, act_notices},  {1, act_leave_club}, {0, NULL},
};
static const struct act OPERATOR[] = {
	{24, act_note},   {6, act_read},     {3, act_add_guest}, {3, act_revoke_guest}, {3, act_change_key},
	{2, act_traffic}, {2, act_who_am_i}, {1, act_poison},    {2, act_any},          {0, NULL},
};
static const struct act AUDITOR[] = {
	{12, act_read},     {3, act_examine},        {3, act_look},    {2, act_any}, {3, act_look_at_money},
	{4, act_check_run}, {4, act_look_at_scores}, {2, act_compare}, {0, NULL},
};

const struct character CAST[] = {
	{"operator", "OPERATOR", "", NULL, 1200, OPERATOR},
	{"operator-2", "OPERATOR", "", NULL, 1200, OPERATOR},
	{"anct", "ANCT", "", NULL, 500, NATION},
	{"anct-2", "ANCT", "", NULL, 500, NATION},
	{"prefecture-14", "PREFECTURE", "\"departements\":[\"14\"]", "14 ", 1200, PREFECTURE},
	{"prefecture-27", "PREFECTURE", "\"departements\":[\"27\"]", "27 ", 1200, PREFECTURE},
	{"prefecture-77", "PREFECTURE", "\"departements\":[\"77\"]", "77 ", 1200, PREFECTURE},
	{"normandie", "REGION", "\"departements\":[\"14\",\"27\"]", "14 27 ", 600, REGION},
	{"mairie-14001", "COLLECTIVITE", "\"collectivites\":[\"14001\",\"14002\"]", "14 ", 1200,
	 COLLECTIVITE},
	{"partner", "PARTNER", "\"departements\":[\"77\"]", "77 ", 1200, AUDITOR},
	{"auditor", "AUDITOR", "", NULL, 1200, AUDITOR},
	{"dt-anct", "ANCT", "", NULL, 400, TREASURY},
	{"ddt-14", "PREFECTURE", "\"departements\":[\"14\"]", "14 ", 600, DDT},
	{"ddt-27", "PREFECTURE", "\"departements\":[\"27\"]", "27 ", 600, DDT},
	{"banque", "PARTNER", "\"partner\":\"banque-des-territoires\"", NULL, 800, PAYER},
};
const unsigned CAST_COUNT = sizeof CAST / sizeof *CAST;

const struct character GUEST = {"guest", "PREFECTURE", "\"departements\":[\"27\"]", "27 ", 1200, PREFECTURE};
