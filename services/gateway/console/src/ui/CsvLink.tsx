import type { DescMessage, DescMethodUnary, MessageInitShape } from '@bufbuild/protobuf';
import { create, toJsonString } from '@bufbuild/protobuf';
import { fullName } from '~/api/methods';
import { RouteLink } from './RouteLink';

interface Props<I extends DescMessage, O extends DescMessage> {
	method: DescMethodUnary<I, O>;
	request: MessageInitShape<I>;
	form?: 'spreadsheet' | 'machine'; // none: the first
	children: string;
}

/* A list as a file for spreadsheets: the gateway writes it, of what the reader may see. */
export function CsvLink<I extends DescMessage, O extends DescMessage>({
	method,
	request,
	form,
	children,
}: Props<I, O>) {
	const message = toJsonString(method.input, create(method.input, request));
	const query = new URLSearchParams({ ...(message !== '{}' && { message }), ...(form && { form }) });
	return (
		<RouteLink
			href={`/api/csv/${fullName(method)}?${query}`}
			className="fr-link fr-link--icon-left fr-icon-download-line"
		>
			{children}
		</RouteLink>
	);
}
