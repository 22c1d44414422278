import { useCommuneName, useEpciName } from '~/form/places';
import { address } from '~/paths';
import { RouteLink } from '~/ui/RouteLink';

const SIREN_DIGITS = 9;

/* A commune by its INSEE code, or an EPCI by its SIREN: its name, or its code while that is not there. */
export function PlaceName({ code }: { code: string }) {
	const isEpci = code.length === SIREN_DIGITS;
	const commune = useCommuneName(isEpci ? '' : code);
	const epci = useEpciName(isEpci ? code : '');
	return <>{commune ?? epci ?? code}</>;
}

export function PlaceLink({ code }: { code: string }) {
	const href = code.length === SIREN_DIGITS ? address('epci', { siren: code }) : address('commune', { code });
	return (
		<>
			<RouteLink href={href}>
				<PlaceName code={code} />
			</RouteLink>{' '}
			<span className="pvd-code">{code}</span>
		</>
	);
}
