/* What the report, the summary and the JSON of a calibration share. */
#include "cli/calibration_report.h"

enum { BAR_WIDTH = 40 };

const char *calibration_title(const struct calibration_told *told, size_t line)
{
	const char *id = told->grid->indicators[line]->indicator_id;
	const Eligibility__Indicator *indicator = indicator_named(told->known, id);

	return indicator ? indicator->title : id;
}

static unsigned bar_place(double weight, uint32_t largest)
{
	return (unsigned)(weight * (BAR_WIDTH - 1) / (largest ? largest : 1) + 0.5);
}

void calibration_bar(struct buf *out, const struct stability *stability, uint32_t largest)
{
	unsigned least = bar_place(stability->least, largest), most = bar_place(stability->most, largest),
		 mean = bar_place(stability->mean, largest);

	for (unsigned i = 0; i < BAR_WIDTH; i++)
		buf_printf(out, "%s",
			   i == mean               ? "●"
			   : i == least            ? "├"
			   : i == most             ? "┤"
			   : i > least && i < most ? "─"
						   : "·");
}
