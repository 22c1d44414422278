import { Button } from '@codegouvfr/react-dsfr/Button';
import { useRouteError } from 'react-router';
import { PATHS } from '~/paths';
import { Page } from './Page';
import { Refused } from './states';

/* A page that failed: of our own fault, or because a new release took its files away. */
export function PageFault() {
	const error = useRouteError();
	const isOutdated = error instanceof TypeError && /import|fetch/i.test(error.message);
	return (
		<Page title={isOutdated ? 'Une nouvelle version est là' : 'Cette page ne peut pas être montrée'}>
			{isOutdated ? (
				<p>Rechargez la page pour continuer : ce que vous avez saisi est gardé.</p>
			) : (
				<Refused error={error} />
			)}
			<Button className="fr-mt-2w" onClick={() => window.location.reload()}>
				Recharger la page
			</Button>
		</Page>
	);
}

export function PageMissing() {
	return (
		<Page title="Il n’y a rien à cette adresse">
			<p>
				Vérifiez-la, ou partez de <a href={PATHS.home}>l’accueil</a> ou du <a href={PATHS.siteMap}>plan du site</a>.
			</p>
		</Page>
	);
}
