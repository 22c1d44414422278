import { Display } from '@codegouvfr/react-dsfr/Display';
import { useEffect, useState } from 'react';

interface Props {
	near: string; // id of what holds the button that opens it
}

/* The choice between light and dark, with its pictures: there once the button is in sight, which lies at the end of the
 * page, and not among what the first screen waits for. */
export function DisplaySettings({ near }: Props) {
	const [isNear, setIsNear] = useState(false);
	useEffect(() => {
		const button = document.getElementById(near);
		const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setIsNear(true));
		if (button) {
			observer.observe(button);
		}
		return () => observer.disconnect();
	}, [near]);
	return isNear ? <Display /> : null;
}
