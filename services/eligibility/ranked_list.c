#include "eligibility/ranked_list.h"

#include <string.h>

#include "base/id.h"
#include "base/require.h"
#include "eligibility/scorings.h"
#include "service/record.h"

/* Where a list goes on: its run, so that pages of one list are of one run even where another is completed meanwhile, and
 * the next one in the order. */
enum { TOKEN_SIZE = ID_TEXT_SIZE - 1 + 4 };

static bool read_token(struct query *query, const struct ranked_list_request *asked,
		       char run_id[ID_TEXT_SIZE], struct ranked_list *ret)
{
	struct page page;
	struct reader reader;
	struct bytes id;

	if (!page_parse(query->arena, asked->page_size, asked->page_token, &page, query->refusal))
		return false;
	ret->size = page.size;
	if (page.after.len == 0)
		return true;
	reader = reader_of(page.after);
	id = reader_take(&reader, ID_TEXT_SIZE - 1);
	ret->next = reader_be32(&reader);
	if (page.after.len != TOKEN_SIZE || memchr(id.data, 0, id.len) ||
	    (*asked->run_id && !bytes_equal(id, bytes_text(asked->run_id))))
		return page_refuse(query->refusal);
	memcpy(run_id, id.data, id.len);
	return true;
}

bool ranked_list_open(struct query *query, const struct ranked_list_request *asked, struct ranked_list *ret)
{
	char run_id[ID_TEXT_SIZE] = "";

	*ret = (struct ranked_list){.next = 0};
	if (!perimeter_names_one(&asked->names, query->refusal) || !read_token(query, asked, run_id, ret))
		return false;
	ret->scores = scorings_asked(query, *run_id ? run_id : asked->run_id, &ret->run);
	if (!ret->scores ||
	    !perimeter_find(ret->scores->dataset, &asked->names, &ret->perimeter, query->refusal))
		return false;
	ret->perimeter.eligible_only = asked->eligible_only;
	return true;
}

/* Moves to the next one that is asked for. */
static bool advance(struct ranked_list *list)
{
	while (list->next < list->scores->commune_count &&
	       !perimeter_has(&list->perimeter, list->scores, list->scores->order[list->next]))
		list->next++;
	return list->next < list->scores->commune_count;
}

bool ranked_list_next(struct ranked_list *list, uint32_t *ret_commune)
{
	if (list->given == list->size || !advance(list))
		return false;
	list->given++;
	*ret_commune = list->scores->order[list->next++];
	return true;
}

char *ranked_list_token(struct query *query, struct ranked_list *list)
{
	uint8_t token[TOKEN_SIZE];

	if (!advance(list))
		return "";
	require(strlen(list->run->id) == ID_TEXT_SIZE - 1);
	memcpy(token, list->run->id, ID_TEXT_SIZE - 1);
	put_be32(token + ID_TEXT_SIZE - 1, list->next);
	return page_token(query->arena, bytes_of(token, sizeof(token)));
}
