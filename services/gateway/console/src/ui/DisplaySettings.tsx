import { Display } from '@codegouvfr/react-dsfr/Display/Display'; // the index's own is empty: the header brings it
import { useEffect, useState } from 'react';

/* The choice between light and dark, with its pictures: there once the page has come, not among what it waits for. */
export function DisplaySettings() {
	const [isTime, setIsTime] = useState(false);
	useEffect(() => {
		const onLoad = () => setIsTime(true);
		if (document.readyState === 'complete') {
			onLoad();
		}
		window.addEventListener('load', onLoad);
		return () => window.removeEventListener('load', onLoad);
	}, []);
	return isTime ? <Display /> : null;
}
