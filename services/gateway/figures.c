#include "gateway/figures.h"

#include "gateway/doors.h"
#include "gateway/events.h"

enum { CLASSES = 6 };

static unsigned long long answered[CLASSES]; /* by the first digit of the status */

void figures_answered(unsigned status)
{
	answered[status / 100 < CLASSES ? status / 100 : 0]++;
}

void figures_metrics(struct buf *out)
{
	buf_printf(out, "# HELP pvd_http_answers_total Answers over HTTP, by class of status.\n"
			"# TYPE pvd_http_answers_total counter\n");
	for (unsigned i = 2; i < CLASSES; i++)
		buf_printf(out, "pvd_http_answers_total{class=\"%uxx\"} %llu\n", i, answered[i]);
	buf_printf(out,
		   "# HELP pvd_http_connections Connections over HTTP.\n# TYPE pvd_http_connections gauge\n"
		   "pvd_http_connections %u\n",
		   doors_connections());
	buf_printf(out,
		   "# HELP pvd_http_streams Streams of events.\n# TYPE pvd_http_streams gauge\n"
		   "pvd_http_streams %u\n",
		   events_streams());
}
