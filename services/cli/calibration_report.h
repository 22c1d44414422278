/* What a calibration found, told: a report for whoever votes and for whoever checks (French, Markdown), the same bytes
 * for the same data and settings; a summary for the terminal; JSON for programs. */
#ifndef PVD_CLI_CALIBRATION_REPORT_H
#define PVD_CLI_CALIBRATION_REPORT_H

#include <jansson.h>

#include "cli/calibration.h"
#include "cli/series_used.h"

struct calibration_told {
	const struct calibration *calibration;
	const struct decisions *decisions;
	const Eligibility__Grid *grid; /* as it was given */
	const Eligibility__ListIndicatorsResponse *known;
	const Eligibility__ListSeriesResponse *recorded;
	const bool *used; /* of the recorded series */
};

/* Its last part on what was found lies in calibration_findings.c. */
void calibration_report(const struct calibration_told *told, struct arena *arena, struct buf *out);
void calibration_findings(const struct calibration_told *told, struct arena *arena, struct buf *out);

void calibration_summary(const struct calibration_told *told, struct buf *out);
json_t *calibration_json(const struct calibration_told *told);

/* The title of a line's indicator. */
const char *calibration_title(const struct calibration_told *told, size_t line);
/* Where the weights of a line lie between 0 and the largest of all: "··├─●─┤····". */
void calibration_bar(struct buf *out, const struct stability *stability, uint32_t largest);

#endif
