import { CallOut } from '@codegouvfr/react-dsfr/CallOut';
import { PATHS } from '~/paths';

export function Outside() {
	return (
		<CallOut
			title="Vous n’êtes pas encore membre du Club"
			titleAs="h2"
			buttonProps={{ children: 'Rejoindre le Club', linkProps: { href: PATHS.preferences } }}
		>
			Le Club vous dit ce qui arrive dans le programme : candidatures, labels, mesures, décisions et paiements de vos
			départements, sur les sujets que vous choisissez. Ce qui arrive à partir de votre entrée est rassemblé ici.
		</CallOut>
	);
}
