#include "acts.h"
#include "geography.h"
#include "pvd/eligibility/v1/indicator.pb-c.h"

enum { DEFINED = 4 };

uint64_t series_recorded;

static Eligibility__Indicator *indicator(unsigned n, char *id, Eligibility__Theme theme)
{
	static Eligibility__Indicator indicators[DEFINED];

	eligibility__indicator__init(&indicators[n]);
	indicators[n].id = id;
	indicators[n].title = id;
	indicators[n].unit = "unités";
	indicators[n].theme = theme;
	return &indicators[n];
}

static Eligibility__Indicator *population(void)
{
	static Eligibility__Geographic geographic;
	Eligibility__Indicator *made = indicator(0, "population", ELIGIBILITY__THEME__THEME_CENTRALITY);

	eligibility__geographic__init(&geographic);
	geographic.fact = ELIGIBILITY__GEOGRAPHIC__FACT__FACT_POPULATION;
	made->origin_case = ELIGIBILITY__INDICATOR__ORIGIN_GEOGRAPHIC;
	made->geographic = &geographic;
	return made;
}

static Eligibility__Indicator *in_epci(unsigned n, char *id, Eligibility__Measure measure)
{
	static Eligibility__InGroup groups[DEFINED];
	static Eligibility__Operand operand;
	Eligibility__Indicator *made = indicator(n, id, ELIGIBILITY__THEME__THEME_CENTRALITY);

	eligibility__operand__init(&operand);
	operand.indicator_id = "population";
	eligibility__in_group__init(&groups[n]);
	groups[n].group_id = "epci";
	groups[n].measure = measure;
	groups[n].operand = &operand;
	made->origin_case = ELIGIBILITY__INDICATOR__ORIGIN_IN_GROUP;
	made->in_group = &groups[n];
	return made;
}

static Eligibility__Indicator *income(void)
{
	static Eligibility__Recorded recorded;
	Eligibility__Indicator *made = indicator(3, "income", ELIGIBILITY__THEME__THEME_FRAGILITY);

	eligibility__recorded__init(&recorded);
	recorded.nature = ELIGIBILITY__NATURE__NATURE_RATE;
	made->origin_case = ELIGIBILITY__INDICATOR__ORIGIN_RECORDED;
	made->recorded = &recorded;
	return made;
}

/* In one of two wordings: the second of the same is unchanged, the other one rewords. */
void act_define_indicators(struct user *user)
{
	Eligibility__DefineIndicatorsRequest request = ELIGIBILITY__DEFINE_INDICATORS_REQUEST__INIT;
	Eligibility__Indicator *all[DEFINED] = {
		population(), in_epci(1, "epci-share", ELIGIBILITY__MEASURE__MEASURE_SHARE),
		in_epci(2, "epci-rank", ELIGIBILITY__MEASURE__MEASURE_RANK), income()};
	bool reworded = chance_percent(&user->chance, 30);

	for (unsigned i = 0; i < DEFINED; i++)
		all[i]->definition = reworded ? "Ce que mesure l'Insee, chaque année" : "Selon l'Insee";
	request.indicators = all;
	request.n_indicators = DEFINED;
	user_ask(user, "eligibility", "DefineIndicators", &request.base, NULL, NULL);
}

static void recorded(struct user *user, const struct intent *intent, const struct verdict *verdict)
{
	const Eligibility__RecordSeriesResponse *response = verdict->response;

	(void)user, (void)intent;
	if (verdict->ok && response->changed)
		series_recorded = verdict->reply->position.sequence;
}

/* Of few contents, so that many are known already. The eighth commune merges into the seventh one day. */
void act_record_series(struct user *user)
{
	Eligibility__RecordSeriesRequest request = ELIGIBILITY__RECORD_SERIES_REQUEST__INIT;
	char *codes[GEO_COMMUNES];
	int64_t values[GEO_COMMUNES];
	unsigned n = chance_below(&user->chance, 3);

	for (unsigned i = 0; i < GEO_COMMUNES; i++) {
		if (i % 5 == n) /* of some nothing is known */
			continue;
		codes[request.n_codes] = (char *)(uintptr_t)geo_commune(i);
		values[request.n_codes++] = 15000 + (int64_t)(i * 7 + n * 5) % GEO_COMMUNES * 500;
	}
	request.indicator_id = "income";
	request.year = 2020 + chance_below(&user->chance, 2);
	request.source = "Insee";
	request.codes = codes;
	request.values = values;
	request.n_values = request.n_codes;
	user_ask(user, "eligibility", "RecordSeries", &request.base, recorded, NULL);
}
