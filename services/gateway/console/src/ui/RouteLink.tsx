import type { AnchorHTMLAttributes, Ref } from 'react';
import { Link } from 'react-router';

type Props = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> & { href: string; ref?: Ref<HTMLAnchorElement> };

/* What belongs to the gateway and not to the console: the browser goes there itself. */
const GATEWAY = /^\/(api|openapi\.json|healthz|metrics|connexion)/;

/* The link that DSFR's components and ours use: within the console nothing is loaded anew. */
export function RouteLink({ href, ...rest }: Props) {
	if (!href.startsWith('/') || GATEWAY.test(href) || rest.target === '_blank') {
		return <a href={href} {...rest} />;
	}
	return <Link to={href} {...rest} />;
}
