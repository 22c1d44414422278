import { Display } from '@codegouvfr/react-dsfr/Display/Display'; // the index's own is empty: the header brings it
import { useEffect, useState } from 'react';

const DIALOG = 'fr-theme-modal'; // DSFR's name, which the button that opens it has from the beginning

interface Props {
	near: string; // id of what holds that button
}

/* The choice between light and dark, with its pictures: there once its button is in sight, at the end of the page, and not
 * among what the first screen waits for. */
export function DisplaySettings({ near }: Props) {
	const [isNear, setIsNear] = useState(false);
	useEffect(() => {
		const place = document.getElementById(near);
		const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setIsNear(true));
		if (place) {
			observer.observe(place);
		}
		return () => observer.disconnect();
	}, [near]);
	return isNear ? <Display /> : <div id={DIALOG} hidden />;
}
