/* What the gateway takes (services/gateway/media.c): it looks into each file, whatever its name says. */
const OFFICE = 'application/vnd.openxmlformats-officedocument.';
const OASIS = 'application/vnd.oasis.opendocument.';

const MEDIA: Record<string, string> = {
	pdf: 'application/pdf',
	odt: `${OASIS}text`,
	ods: `${OASIS}spreadsheet`,
	odp: `${OASIS}presentation`,
	docx: `${OFFICE}wordprocessingml.document`,
	xlsx: `${OFFICE}spreadsheetml.sheet`,
	pptx: `${OFFICE}presentationml.presentation`,
	png: 'image/png',
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
	csv: 'text/csv',
	txt: 'text/plain',
};

export const ACCEPTED = Object.keys(MEDIA).map((extension) => `.${extension}`);

/* By the name, as systems do not agree on the type of a CSV; the gateway says what it makes of any other. */
export function mediaTypeOf({ name, type }: File): string {
	return MEDIA[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? type;
}

export function mediaWord(mediaType: string): string {
	const extension = Object.keys(MEDIA).find((one) => MEDIA[one] === mediaType);
	return extension ? extension.toUpperCase() : mediaType;
}
