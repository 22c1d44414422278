import type { JsonObject } from '@bufbuild/protobuf';
import { toJson } from '@bufbuild/protobuf';
import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import { ClubService } from 'pvd/club/v1/club_pb.js';
import type { Member } from 'pvd/club/v1/member_pb.js';
import { ChangePreferencesRequestSchema, MemberSchema } from 'pvd/club/v1/member_pb.js';
import { useMay, useSession } from '~/api/session';
import { CommandForm } from '~/form/CommandForm';
import { valuesOf } from '~/form/values';
import { PATHS } from '~/paths';
import { instant } from '~/ui/format';
import { OnlyFor } from '~/ui/OnlyFor';
import { Page } from '~/ui/Page';
import { Answer } from '~/ui/states';
import { useMembership } from './membership';

const { joinClub, changePreferences, leaveClub, getMembership } = ClubService.method;

export default function PreferencesPage() {
	const isAllowed = useMay()(getMembership);
	const { answer, isOutside } = useMembership(isAllowed);
	return (
		<Page
			title="Mes préférences"
			above={[{ text: 'Notifications du Club', href: PATHS.club }]}
			lead="De quoi le Club vous donne des nouvelles, où, et à quel rythme il vous les rassemble."
		>
			<OnlyFor method={getMembership}>
				{isOutside ? (
					<Join />
				) : (
					<Answer of={answer} what="Votre adhésion">
						{({ member }) => member && <Preferences member={member} />}
					</Answer>
				)}
			</OnlyFor>
		</Page>
	);
}

function Join() {
	const { actor } = useSession();
	return (
		<>
			<h2>Rejoindre le Club</h2>
			<p>
				Rien de personnel n’est gardé : l’identifiant « {actor.principal} », vos choix, et où vous pouviez lire ce qui
				n’est pas public quand vous les avez faits. Vous pouvez en sortir à tout moment.
			</p>
			<CommandForm
				method={joinClub}
				title="Entrée au Club"
				form="club/entree"
				initial={{ departement_codes: [...(actor.scope?.departements ?? [])], digest: 'DIGEST_PERIOD_NEVER' }}
			/>
		</>
	);
}

function Preferences({ member }: { member: Member }) {
	return (
		<>
			<p>
				Membre du Club depuis le {instant(member.joinedAt)}, comme « {member.id} ».
			</p>
			<h2>Ce que je veux savoir</h2>
			<CommandForm
				method={changePreferences}
				title="Préférences du Club"
				form="club/preferences"
				initial={valuesOf(ChangePreferencesRequestSchema, toJson(MemberSchema, member) as JsonObject)}
			/>
			<p className="fr-hint-text fr-mt-2w">
				Enregistrer met aussi à jour votre ressort : le Club vous dit ce qui n’est pas public là où vous pouvez le lire
				au moment où vous enregistrez.
			</p>
			<h2 className="fr-mt-6w">Sortir</h2>
			<Accordion label="Quitter le Club" titleAs="h3">
				<p>
					Vos préférences, vos notifications et vos résumés seront oubliés, lus ou non. Vous pourrez revenir, sans les
					retrouver.
				</p>
				<CommandForm method={leaveClub} title="Sortie du Club" form="club/sortie" />
			</Accordion>
		</>
	);
}
