/* What stands behind a run's digest: one record of each commune, by code, big-endian, of fixed widths. */
#include "base/require.h"
#include "eligibility/scorer.h"

enum {
	COMMUNE_SIZE =
		COMMUNE_CODE_SIZE + 1 + 2 + 2 + 3 * 8, /* code, criterion, score, completeness, ranks */
	SCORED_SIZE = 1 + 4 + 8 + 2 + 2,               /* has, value, rank, percentile, contribution */
	LINES_MAX = 64,
	RECORD_MAX = COMMUNE_SIZE + LINES_MAX * SCORED_SIZE,
};

static uint8_t *put_u16(uint8_t *at, uint16_t number)
{
	at[0] = (uint8_t)(number >> 8);
	at[1] = (uint8_t)number;
	return at + 2;
}

static uint8_t *put_u32(uint8_t *at, uint32_t number)
{
	return put_u16(put_u16(at, (uint16_t)(number >> 16)), (uint16_t)number);
}

static uint8_t *put_rank(uint8_t *at, const struct ranking *ranking, size_t commune, uint32_t group)
{
	return put_u32(put_u32(at, ranking->rank[commune]), group ? ranking->count[group] : 0);
}

static uint8_t *put_scored(uint8_t *at, const struct scored *scored, size_t commune)
{
	bool has = scored_has(scored, commune);

	*at++ = has;
	at = put_u32(at, has ? scored->measure.values[commune] : 0);
	at = put_rank(at, &scored->ranking, commune, scored_group(scored, commune));
	return put_u16(put_u16(at, scored->percentiles[commune]), scored->contributions[commune]);
}

static uint8_t *put_commune(uint8_t *at, const struct scores *scores, size_t commune)
{
	const struct dataset *dataset = scores->dataset;

	memcpy(at, dataset->communes[commune], COMMUNE_CODE_SIZE);
	at += COMMUNE_CODE_SIZE;
	*at++ = scores->failed[commune];
	at = put_u16(put_u16(at, scores->score[commune]), scores->completeness[commune]);
	at = put_rank(at, &scores->departement, commune, dataset->departements[commune]);
	at = put_rank(at, &scores->region, commune, dataset->regions[commune]);
	at = put_rank(at, &scores->nation, commune, 1);
	for (size_t i = 0; i < scores->scored_count; i++)
		at = put_scored(at, &scores->scored[i], commune);
	return at;
}

static void add_years(struct hasher *hasher, const struct scores *scores)
{
	uint8_t head[8 + 4 * LINES_MAX], *at = put_u32(head, SCORER_VERSION);

	at = put_u32(at, (uint32_t)scores->scored_count);
	for (size_t i = 0; i < scores->scored_count; i++)
		at = put_u32(at, scores->scored[i].measure.year);
	hasher_add(hasher, bytes_of(head, (size_t)(at - head)));
}

struct hash scores_digest(const struct scores *scores)
{
	enum { RECORDS = 8 };
	uint8_t records[RECORDS * RECORD_MAX], *at = records;
	struct hasher hasher;

	require(scores->scored_count <= LINES_MAX); /* checked when the grid was adopted */
	hasher_start(&hasher);
	add_years(&hasher, scores);
	for (size_t i = 0; i < scores->dataset->count; i++) {
		if (at + RECORD_MAX > records + sizeof(records)) {
			hasher_add(&hasher, bytes_of(records, (size_t)(at - records)));
			at = records;
		}
		at = put_commune(at, scores, i);
	}
	hasher_add(&hasher, bytes_of(records, (size_t)(at - records)));
	return hasher_end(&hasher);
}
