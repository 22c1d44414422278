/* What a file says of a document: words for people, and where the document was left at the gateway, the number that it
 * has there. */
import type { Document } from 'pvd/gateway/v1/document_pb.js';

const NUMBERED = /^(.*) \(document ([0-9A-HJKMNP-TV-Z]{26})\)$/;

export function withDocument(reference: string, { id, fileName }: Document): string {
	const words = NUMBERED.exec(reference)?.[1] ?? reference;
	return `${words.trim() || fileName} (document ${id})`;
}

export function ReferenceText({ text }: { text: string }) {
	const [, words, id] = NUMBERED.exec(text) ?? [];
	return id === undefined ? (
		text
	) : (
		<>
			<a href={`/api/documents/${id}`} download>
				{words}
			</a>{' '}
			(document {id})
		</>
	);
}
