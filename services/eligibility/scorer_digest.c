/* What stands behind a run's digest: one record of each commune of its scope, by code, big-endian, of fixed widths. */
#include "base/require.h"
#include "eligibility/scorer.h"

enum {
	COMMUNE_SIZE =
		COMMUNE_CODE_SIZE + 1 + 8 + 2 + 3 * 8, /* code, criterion, score, completeness, ranks */
	LINE_SIZE = 1 + 8 + 4,                         /* has, value, level */
	LINES_MAX = 64,
	RECORD_MAX = COMMUNE_SIZE + LINES_MAX * LINE_SIZE,
};

static uint8_t *put_u32(uint8_t *at, uint32_t number)
{
	return at + put_be32(at, number);
}

static uint8_t *put_rank(uint8_t *at, const struct ranking *ranking, size_t commune, uint32_t group)
{
	return put_u32(put_u32(at, ranking->rank[commune]), group ? ranking->count[group] : 0);
}

static uint8_t *put_line(uint8_t *at, const struct scores *scores, size_t line, size_t commune)
{
	bool has = scores_has(scores, line, commune);
	uint64_t bits = 0;

	if (has)
		memcpy(&bits, &scores->levels[line]->column->values[commune], sizeof(bits));
	*at++ = has;
	at += put_be64(at, bits);
	return put_u32(at, scores->levels[line]->levels[commune]);
}

static uint8_t *put_commune(uint8_t *at, const struct scores *scores, size_t commune)
{
	const struct dataset *dataset = scores->dataset;
	uint16_t completeness = scores->completeness[commune];

	memcpy(at, dataset->communes[commune], COMMUNE_CODE_SIZE);
	at += COMMUNE_CODE_SIZE;
	*at++ = scores->failed[commune];
	at += put_be64(at, scores->score[commune]);
	*at++ = (uint8_t)(completeness >> 8);
	*at++ = (uint8_t)completeness;
	at = put_rank(at, &scores->departement, commune, dataset->departements[commune]);
	at = put_rank(at, &scores->region, commune, dataset->regions[commune]);
	at = put_rank(at, &scores->nation, commune, 1);
	for (size_t i = 0; i < scores->line_count; i++)
		at = put_line(at, scores, i, commune);
	return at;
}

static void add_years(struct hasher *hasher, const struct scores *scores)
{
	uint8_t head[8 + 4 * LINES_MAX], *at = put_u32(head, SCORER_VERSION);

	at = put_u32(at, (uint32_t)scores->line_count);
	for (size_t i = 0; i < scores->line_count; i++)
		at = put_u32(at, scores->levels[i]->column->year);
	hasher_add(hasher, bytes_of(head, (size_t)(at - head)));
}

struct hash scores_digest(const struct scores *scores)
{
	enum { RECORDS = 8 };
	uint8_t records[RECORDS * RECORD_MAX], *at = records;
	struct hasher hasher;

	require(scores->line_count <= LINES_MAX); /* checked when the grid was adopted */
	hasher_start(&hasher);
	add_years(&hasher, scores);
	for (size_t i = 0; i < scores->dataset->count; i++) {
		if (!scores->in_scope[i])
			continue;
		if (at + RECORD_MAX > records + sizeof(records)) {
			hasher_add(&hasher, bytes_of(records, (size_t)(at - records)));
			at = records;
		}
		at = put_commune(at, scores, i);
	}
	hasher_add(&hasher, bytes_of(records, (size_t)(at - records)));
	return hasher_end(&hasher);
}
