import type { Unary } from '~/api/methods';
import { commands, fullName, policyOf, SERVICES, serviceName } from '~/api/methods';
import { useMay, useSession } from '~/api/session';
import { address, PATHS } from '~/paths';
import { compare } from '~/ui/format';
import { Page } from '~/ui/Page';
import { Empty } from '~/ui/states';
import { methodWord } from '~/words';
import { ELSEWHERE } from '~/words/elsewhere';
import { ElsewhereText } from './ElsewhereText';
import { processWord } from './services';

export default function ActsPage() {
	const may = useMay();
	const { signedIn } = useSession();
	const own = commands().filter((method) => may(method) && !ELSEWHERE[fullName(method)]);
	return (
		<Page
			title="Tous les actes"
			lead="Ce que votre rôle permet de faire, service par service. Chaque acte se trouve aussi sur la page de ce qu’il concerne, où l’essentiel est déjà rempli."
		>
			{!signedIn && (
				<p>
					Vous n’êtes pas connecté : voici ce qui est ouvert à tous. <a href={PATHS.signIn}>Se connecter</a>
				</p>
			)}
			{own.length === 0 ? (
				<Empty>
					Aucun acte n’est ouvert à votre rôle : vous pouvez tout de même lire ce que les pages de la console montrent.
				</Empty>
			) : (
				<ByService methods={own} />
			)}
			<NotHere />
		</Page>
	);
}

/* What every service serves stands apart: one says which of them is meant. */
function groupOf(method: Unary): string {
	return policyOf(method).everyService ? 'Chaque service' : processWord(serviceName(method.parent));
}

function ByService({ methods }: { methods: readonly Unary[] }) {
	const groups = [
		...new Set(SERVICES.flatMap((service) => methods.filter((method) => method.parent === service)).map(groupOf)),
	];
	return (
		<>
			{groups.map((group) => (
				<section key={group} className="fr-mb-4w">
					<h2>{group}</h2>
					<ul>
						{methods
							.filter((method) => groupOf(method) === group)
							.sort((one, other) => compare(methodWord(one), methodWord(other)))
							.map((method) => (
								<li key={fullName(method)}>
									<a href={address('act', { service: serviceName(method.parent), method: method.name })}>
										{methodWord(method)}
									</a>
								</li>
							))}
					</ul>
				</section>
			))}
		</>
	);
}

function NotHere() {
	return (
		<>
			<h2>Actes sans formulaire</h2>
			<p>Des programmes les font, ou une page qui tire d’abord un secret.</p>
			<ul>
				{commands().map((method) => {
					const elsewhere = ELSEWHERE[fullName(method)];
					return (
						elsewhere && (
							<li key={fullName(method)}>
								<strong>{methodWord(method)}</strong> ({processWord(serviceName(method.parent))}).{' '}
								<ElsewhereText elsewhere={elsewhere} />
							</li>
						)
					);
				})}
			</ul>
		</>
	);
}
