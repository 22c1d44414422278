/* What is told at the end. A table of at most 100 columns: number, who, what, and where it is written. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "cli/demo.h"
#include "cli/output.h"
#include "cli/template.h"

enum { NUMBER_WIDTH = 3, WHO_WIDTH = 23, WHAT_WIDTH = 49, PLACE_WIDTH = 19 };

struct printing {
	const struct demo *demo;
	bool coloured;
	unsigned accepted, refused;
};

static bool wants_colours(void)
{
	return isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
}

static const char *text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

static bool is_refused(const json_t *outcome)
{
	return strcmp(text_of(outcome, "outcome"), "refused") == 0;
}

/* What is told of a step, and of its refusal. */
static void append_told(const struct demo *demo, const struct step *step, struct buf *out)
{
	char error[TEMPLATE_ERROR_MAX];

	if (!template_append(step->tell, demo->values, out, error))
		buf_printf(out, "(%s)", error);
}

static void append_cell(const struct demo *demo, const struct step *step, const json_t *outcome,
			struct buf *out)
{
	const char *rule = text_of(outcome, "rule");

	append_told(demo, step, out);
	if (is_refused(outcome))
		buf_printf(out, " Refusé : %s%s%s.", text_of(outcome, "reason"), *rule ? ", " : "", rule);
	buf_byte(out, '\0');
}

/* ---- Lines */

/* The bytes of the longest beginning of `text` that ends before a space and takes `width` columns at most;
 * a word that is longer is cut. Every character counts as one column. */
static size_t line_of(const char *text, size_t width, size_t *ret_columns)
{
	size_t len = strlen(text), at = 0, columns = 0, end = 0, end_columns = 0;
	uint32_t code;

	while (at < len && columns < width) {
		size_t step = utf8_next(text + at, len - at, &code);

		if (text[at] == ' ') {
			end = at;
			end_columns = columns;
		}
		at += step ? step : 1;
		columns++;
	}
	if (at == len || text[at] == ' ' || end == 0) {
		end = at;
		end_columns = columns;
	}
	*ret_columns = end_columns;
	return end;
}

/* Takes the next line of a cell and pads it to the column's width. */
static void append_line(struct buf *out, const char **cell, size_t width)
{
	size_t columns, len = line_of(*cell, width, &columns);

	buf_append(out, *cell, len);
	*cell += len;
	while (**cell == ' ')
		(*cell)++;
	for (; columns < width; columns++)
		buf_byte(out, ' ');
}

static void append_place(const struct printing *printing, const json_t *outcome, bool writes, struct buf *out)
{
	const char *mark = is_refused(outcome) ? "✗" : writes ? "✓" : "·";
	const char *colour = is_refused(outcome) ? "\033[31m" : writes ? "\033[32m" : "";

	if (printing->coloured)
		buf_printf(out, "%s%s\033[0m ", colour, mark);
	else
		buf_printf(out, "%s ", mark);
	if (is_refused(outcome))
		buf_printf(out, "refusé");
	else
		buf_printf(out, "%s %lld", text_of(outcome, "service"),
			   (long long)json_integer_value(json_object_get(outcome, "position")));
}

static void print_row(struct printing *printing, const struct step *step)
{
	const json_t *outcome = demo_outcome(printing->demo, step);
	const char *who = step->who->name, *what;
	struct buf cell = {0}, line = {0};

	append_cell(printing->demo, step, outcome, &cell);
	what = (const char *)cell.data;
	buf_printf(&line, "%*u  ", NUMBER_WIDTH, (unsigned)(step - printing->demo->story.steps) + 1);
	append_line(&line, &who, WHO_WIDTH);
	buf_printf(&line, "  ");
	append_line(&line, &what, WHAT_WIDTH);
	buf_printf(&line, "  ");
	append_place(printing, outcome, step->method->kind == METHOD_COMMAND, &line);
	output_line(&line);
	while (*who || *what) {
		buf_clear(&line);
		buf_printf(&line, "%*s  ", NUMBER_WIDTH, "");
		append_line(&line, &who, WHO_WIDTH);
		buf_printf(&line, "  ");
		append_line(&line, &what, WHAT_WIDTH);
		while (line.data[line.len - 1] == ' ')
			line.len--;
		output_line(&line);
	}
	buf_free(&cell);
	buf_free(&line);
}

static void print_title(const struct printing *printing, const char *title)
{
	printf(printing->coloured ? "\n\033[1m%s\033[0m\n" : "\n%s\n", title);
}

static void print_end(const struct printing *printing, bool was_done)
{
	const struct demo *demo = printing->demo;
	const char *dir = strcmp(demo->cli->dir, "var") == 0 ? "" : demo->cli->dir;

	printf("\n✓ accepté, avec la place au journal   · lu   ✗ refusé, et rien d'écrit\n"
	       "%u étapes : %u acceptées, %u refusées comme il se doit.\n",
	       printing->accepted + printing->refused, printing->accepted, printing->refused);
	if (was_done)
		printf("La démonstration avait déjà été jouée : rien n'a été refait.\n");
	printf("Au nom d'un acteur : pvd call --as demo.%u.%s ...\nTout retirer : pvd%s%s demo --remove\n",
	       demo_run(demo), demo->story.cast[0].id, *dir ? " --dir " : "", dir);
	fflush(stdout);
}

static void print_table(const struct demo *demo, bool was_done)
{
	struct printing printing = {.demo = demo, .coloured = wants_colours()};
	const char *title = "";

	for (unsigned i = 0; i < demo->story.step_count; i++) {
		const struct step *step = &demo->story.steps[i];

		if (strcmp(title, step->title) != 0)
			print_title(&printing, step->title);
		title = step->title;
		print_row(&printing, step);
		if (is_refused(demo_outcome(demo, step)))
			printing.refused++;
		else
			printing.accepted++;
	}
	print_end(&printing, was_done);
}

/* ---- For programs */

static json_t *step_json(const struct demo *demo, const struct step *step)
{
	json_t *json = json_copy((json_t *)demo_outcome(demo, step));
	struct buf told = {0};

	append_told(demo, step, &told);
	json_object_set_new(json, "step", json_string(step->name));
	json_object_set_new(json, "title", json_string(step->title));
	json_object_set_new(json, "who", json_string(step->who->id));
	json_object_set_new(json, "method", json_string(step->method->path));
	json_object_set_new(json, "told", json_stringn((const char *)told.data, told.len));
	buf_free(&told);
	return json;
}

int demo_print(const struct demo *demo, bool was_done)
{
	json_t *steps, *all;

	if (!demo->cli->json) {
		print_table(demo, was_done);
		return CLI_OK;
	}
	steps = json_array();
	for (unsigned i = 0; i < demo->story.step_count; i++)
		json_array_append_new(steps, step_json(demo, &demo->story.steps[i]));
	all = json_pack("{s:i, s:b, s:o}", "run", (int)demo_run(demo), "wasDone", was_done, "steps", steps);
	json_dumpf(all, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(all);
	return CLI_OK;
}
