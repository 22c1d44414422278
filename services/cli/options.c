#include "cli/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/suggest.h"

struct parsing {
	struct arguments *out;
	const struct option_spec *common, *own;
	char *error;
};

static const struct option_spec *find_in(const struct option_spec *table, const char *name, size_t len)
{
	for (; table && table->name; table++)
		if (strlen(table->name) == len && memcmp(table->name, name, len) == 0)
			return table;
	return NULL;
}

static const struct option_spec *find(const struct parsing *parsing, const char *name, size_t len)
{
	const struct option_spec *found = find_in(parsing->common, name, len);

	return found ? found : find_in(parsing->own, name, len);
}

static void consider(struct suggestion *suggestion, const struct option_spec *table)
{
	for (; table && table->name; table++)
		suggestion_consider(suggestion, table->name);
}

static bool unknown(const struct parsing *parsing, const char *name)
{
	struct suggestion suggestion = suggestion_for(name);

	consider(&suggestion, parsing->common);
	consider(&suggestion, parsing->own);
	if (suggestion.best)
		snprintf(parsing->error, ARGUMENTS_ERROR_MAX,
			 "option inconnue « --%.64s » ; vouliez-vous dire « --%s » ?", name, suggestion.best);
	else
		snprintf(parsing->error, ARGUMENTS_ERROR_MAX, "option inconnue « --%.64s »", name);
	return false;
}

static bool add_option(struct parsing *parsing, const struct option_spec *spec, const char *value)
{
	struct arguments *out = parsing->out;

	if (out->option_count == OPTIONS_MAX) {
		snprintf(parsing->error, ARGUMENTS_ERROR_MAX, "trop d'options : %d au plus", OPTIONS_MAX);
		return false;
	}
	out->options[out->option_count++] = (struct option_value){.name = spec->name, .value = value};
	return true;
}

/* `*at` is the word read; moves on by one more if its value is the next word. */
static bool read_option(struct parsing *parsing, int argc, char *const argv[], int *at)
{
	const char *name = argv[*at] + 2;
	const char *equals = strchr(name, '=');
	const struct option_spec *spec = find(parsing, name, equals ? (size_t)(equals - name) : strlen(name));

	if (!spec)
		return unknown(parsing, name);
	if (!spec->value && equals) {
		snprintf(parsing->error, ARGUMENTS_ERROR_MAX, "« --%s » ne prend pas de valeur", spec->name);
		return false;
	}
	if (!spec->value)
		return add_option(parsing, spec, NULL);
	if (equals)
		return add_option(parsing, spec, equals + 1);
	if (*at + 1 == argc) {
		snprintf(parsing->error, ARGUMENTS_ERROR_MAX, "il manque une valeur après « --%s » : %s",
			 spec->name, spec->value);
		return false;
	}
	return add_option(parsing, spec, argv[++*at]);
}

static bool add_positional(struct parsing *parsing, const char *word)
{
	struct arguments *out = parsing->out;

	if (out->positional_count == POSITIONALS_MAX) {
		snprintf(parsing->error, ARGUMENTS_ERROR_MAX, "trop de mots : %d au plus", POSITIONALS_MAX);
		return false;
	}
	out->positionals[out->positional_count++] = word;
	return true;
}

bool arguments_parse(struct arguments *ret, int argc, char *const argv[], const struct option_spec *common,
		     options_of_command *of_command, void *ctx, char error[ARGUMENTS_ERROR_MAX])
{
	struct parsing parsing = {.out = ret, .common = common, .error = error};
	bool only_words = false;

	*ret = (struct arguments){0};
	for (int at = 1; at < argc; at++) {
		if (!only_words && strcmp(argv[at], "--") == 0) {
			only_words = true;
			continue;
		}
		if (!only_words && strncmp(argv[at], "--", 2) == 0) {
			if (!read_option(&parsing, argc, argv, &at))
				return false;
			continue;
		}
		if (!add_positional(&parsing, argv[at]))
			return false;
		if (ret->positional_count > 1)
			continue;
		parsing.own = of_command(ctx, argv[at]);
		if (!parsing.own)
			return true;
	}
	return true;
}

bool option_given(const struct arguments *arguments, const char *name)
{
	for (unsigned i = 0; i < arguments->option_count; i++)
		if (strcmp(arguments->options[i].name, name) == 0)
			return true;
	return false;
}

const char *option_text(const struct arguments *arguments, const char *name, const char *otherwise)
{
	for (unsigned i = arguments->option_count; i > 0; i--)
		if (strcmp(arguments->options[i - 1].name, name) == 0)
			return arguments->options[i - 1].value;
	return otherwise;
}

const char *option_nth(const struct arguments *arguments, const char *name, unsigned n)
{
	for (unsigned i = 0; i < arguments->option_count; i++)
		if (strcmp(arguments->options[i].name, name) == 0 && n-- == 0)
			return arguments->options[i].value;
	return NULL;
}

bool option_number(const struct arguments *arguments, const char *name, uint64_t min, uint64_t max,
		   uint64_t *ret)
{
	const char *text = option_text(arguments, name, NULL);
	unsigned long long number;
	char *end;

	if (!text)
		return true;
	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno || *end || number < min || number > max)
		return false;
	*ret = number;
	return true;
}
