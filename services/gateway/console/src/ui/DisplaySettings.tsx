import { Display } from '@codegouvfr/react-dsfr/Display';
import { useEffect, useState } from 'react';

/* The choice between light and dark, with its pictures: there once the page has come, not among what it waits for. */
export function DisplaySettings() {
	const [isTime, setIsTime] = useState(document.readyState === 'complete');
	useEffect(() => {
		const onLoad = () => setIsTime(true);
		window.addEventListener('load', onLoad);
		return () => window.removeEventListener('load', onLoad);
	}, []);
	return isTime ? <Display /> : null;
}
