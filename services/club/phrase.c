#include "club/phrase.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

#define NO_BREAK_SPACE        "\u00a0"
#define NARROW_NO_BREAK_SPACE "\u202f"

static char *taken(struct arena *arena, struct buf *buf)
{
	char *text = arena_strndup(arena, (const char *)buf->data, buf->len);

	buf_free(buf);
	return text;
}

static char *cut(struct arena *arena, const char *text, size_t max)
{
	size_t len = strlen(text);

	if (len <= max)
		return arena_strdup(arena, text);
	return arena_printf(arena, "%.*s…", (int)utf8_cut(text, max), text);
}

char *phrase_name(struct arena *arena, const char *name)
{
	char *line = cut(arena, name, PHRASE_NAME_MAX);

	for (char *at = line; *at; at++)
		if (*at == '\n' || *at == '\t')
			*at = ' ';
	return line;
}

char *phrase_quote(struct arena *arena, const char *text)
{
	return arena_printf(arena, "«" NO_BREAK_SPACE "%s" NO_BREAK_SPACE "»",
			    cut(arena, text, PHRASE_QUOTE_MAX));
}

static void put_others(struct buf *out, const char *link, size_t count)
{
	buf_printf(out, "%s %zu %s", link, count, count == 1 ? "autre" : "autres");
}

char *phrase_list(struct arena *arena, char *const *names, size_t count, size_t max)
{
	size_t shown = count > max ? max : count;
	struct buf out = {0};

	for (size_t i = 0; i < shown; i++) {
		bool last = i + 1 == shown && shown == count;

		buf_printf(&out, "%s%s", i == 0 ? "" : last ? " et " : ", ", phrase_name(arena, names[i]));
	}
	if (shown < count)
		put_others(&out, " et", count - shown);
	return taken(arena, &out);
}

char *phrase_series(struct arena *arena, char *const *names, size_t count, size_t max)
{
	struct buf out = {0};

	for (size_t i = 0; i < count && i < max; i++)
		buf_printf(&out, "%s%s", i ? " ; " : "", names[i]);
	if (count > max)
		put_others(&out, " ; et", count - max);
	return taken(arena, &out);
}

char *phrase_day(struct arena *arena, struct civil_date day)
{
	static const char *const months[] = {"janvier",   "février", "mars",     "avril",
					     "mai",       "juin",    "juillet",  "août",
					     "septembre", "octobre", "novembre", "décembre"};

	return arena_printf(arena, "%u%s %s %d", day.day, day.day == 1 ? "er" : "", months[day.month - 1],
			    day.year);
}

char *phrase_date(struct arena *arena, const char *date)
{
	struct civil_date day;

	return civil_date_parse(date, &day) ? phrase_day(arena, day) : phrase_name(arena, date);
}

char *phrase_count(struct arena *arena, uint64_t count)
{
	struct buf out = {0};
	char digits[24];
	int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)count);

	for (int i = 0; i < len; i++)
		buf_printf(&out, "%s%c", i > 0 && (len - i) % 3 == 0 ? NARROW_NO_BREAK_SPACE : "", digits[i]);
	return taken(arena, &out);
}

char *phrase_rank(struct arena *arena, unsigned rank)
{
	return arena_printf(arena, "%s%s", phrase_count(arena, rank), rank == 1 ? "re" : "e");
}

char *phrase_amount(struct arena *arena, int64_t cents)
{
	char text[CENTS_TEXT_SIZE];

	cents_text((struct cents){cents}, text);
	return arena_strdup(arena, text);
}

const char *phrase_payer(struct arena *arena, const char *payer)
{
	static const struct {
		const char *id, *name;
	} payers[] = {
		{"etat", "État"},
		{"anct", "ANCT"},
		{"banque-des-territoires", "Banque des territoires"},
		{"anah", "Anah"},
	};

	for (size_t i = 0; i < sizeof payers / sizeof *payers; i++)
		if (strcmp(payers[i].id, payer) == 0)
			return payers[i].name;
	return phrase_name(arena, payer);
}

char *phrase_amounts(struct arena *arena, Funding__PayerAmount *const *amounts, size_t count)
{
	struct cents sum = {0};
	struct buf out = {0};
	bool summed = count > 1;

	for (size_t i = 0; i < count; i++)
		summed = summed && cents_add(sum, (struct cents){amounts[i]->amount_cents}, &sum);
	if (summed)
		buf_printf(&out, "%s (", phrase_amount(arena, sum.cents));
	for (size_t i = 0; i < count; i++)
		buf_printf(&out, "%s%s %s", i ? ", " : "", phrase_payer(arena, amounts[i]->payer),
			   phrase_amount(arena, amounts[i]->amount_cents));
	if (summed)
		buf_byte(&out, ')');
	return taken(arena, &out);
}
