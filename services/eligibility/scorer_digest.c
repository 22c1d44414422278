/* What stands behind a run's digest: one record of each commune, by code, big-endian, of fixed widths. */
#include "eligibility/scorer.h"

enum { FLUSH_AT = 1 << 16 };

static void add_u16(struct buf *out, uint16_t number)
{
	buf_byte(out, (uint8_t)(number >> 8));
	buf_byte(out, (uint8_t)number);
}

static void add_u32(struct buf *out, uint32_t number)
{
	out->len += put_be32(buf_reserve(out, 4), number);
}

static void add_rank(struct buf *out, const struct ranking *ranking, size_t commune, uint32_t group)
{
	add_u32(out, ranking->rank[commune]);
	add_u32(out, group ? ranking->count[group] : 0);
}

static void add_scored(struct buf *out, const struct scored *scored, size_t commune)
{
	bool has = scored_has(scored, commune);

	buf_byte(out, has);
	add_u32(out, has ? scored->measure.values[commune] : 0);
	add_rank(out, &scored->ranking, commune, scored_group(scored, commune));
	add_u16(out, scored->percentiles[commune]);
	add_u16(out, scored->contributions[commune]);
}

static void add_commune(struct buf *out, const struct scores *scores, size_t commune)
{
	const struct dataset *dataset = scores->dataset;

	buf_append(out, dataset->communes[commune], COMMUNE_CODE_SIZE);
	buf_byte(out, scores->failed[commune]);
	add_u16(out, scores->score[commune]);
	add_u16(out, scores->completeness[commune]);
	add_rank(out, &scores->departement, commune, dataset->departements[commune]);
	add_rank(out, &scores->region, commune, dataset->regions[commune]);
	add_rank(out, &scores->nation, commune, 1);
	for (size_t i = 0; i < scores->scored_count; i++)
		add_scored(out, &scores->scored[i], commune);
}

struct hash scores_digest(const struct scores *scores)
{
	struct hasher hasher;
	struct buf out = {0};
	struct hash hash;

	hasher_start(&hasher);
	add_u32(&out, SCORER_VERSION);
	add_u32(&out, (uint32_t)scores->scored_count);
	for (size_t i = 0; i < scores->scored_count; i++)
		add_u32(&out, scores->scored[i].measure.year);
	for (size_t i = 0; i < scores->dataset->count; i++) {
		add_commune(&out, scores, i);
		if (out.len < FLUSH_AT)
			continue;
		hasher_add(&hasher, buf_bytes(&out));
		buf_clear(&out);
	}
	hasher_add(&hasher, buf_bytes(&out));
	hash = hasher_end(&hasher);
	buf_free(&out);
	return hash;
}
