/* A territory among those that somebody answers for, then who of it asks: both in the page's address. */
import { RadioButtons } from '@codegouvfr/react-dsfr/RadioButtons';
import { Select } from '@codegouvfr/react-dsfr/Select';
import type { Actor } from 'pvd/bus/v1/actor_pb.js';
import type { Territory } from 'pvd/registry/v1/territory_pb.js';
import { TerritoryStatus } from 'pvd/registry/v1/territory_pb.js';
import { useCovers } from '~/api/scope';
import { useSession } from '~/api/session';
import { useTerritories } from '~/form/places';
import { compare } from '~/ui/format';
import { CollectiviteName } from '~/ui/PlaceLinks';
import { Answer } from '~/ui/states';
import { useAddress } from '~/ui/useAddress';

function codesOf({ epciSirens, communeCodes }: Territory): string[] {
	return [...epciSirens, ...communeCodes];
}

/* Whom somebody may ask for: a commune for itself, an EPCI for itself and its communes, a préfecture for all. */
function beneficiariesOf({ scope }: Actor, territory: Territory): string[] {
	const codes = codesOf(territory);
	const own = codes.filter((code) => scope?.collectivites.includes(code));
	const isWide = own.some((code) => territory.epciSirens.includes(code));
	return own.length === 0 || isWide ? codes : own;
}

function useOwnTerritories() {
	const covers = useCovers();
	const answer = useTerritories();
	const own = (answer.data ?? []).filter(
		(territory) => territory.status === TerritoryStatus.LABELLED && covers({ ...territory, territoryId: territory.id }),
	);
	return { answer, own: own.sort((one, other) => compare(one.name, other.name)) };
}

/* Where there is one choice only, it is made. */
export function useChosen(): { territory: Territory | undefined; beneficiary: string } {
	const { actor } = useSession();
	const { own } = useOwnTerritories();
	const [id] = useAddress('territoire');
	const [code] = useAddress('beneficiaire');
	const territory = own.length === 1 ? own[0] : own.find((one) => one.id === id);
	const codes = territory ? beneficiariesOf(actor, territory) : [];
	const beneficiary = codes.length === 1 ? (codes[0] ?? '') : codes.includes(code) ? code : '';
	return { territory, beneficiary };
}

export function TerritoryChoice() {
	const { answer, own } = useOwnTerritories();
	const [, setId] = useAddress('territoire');
	const { territory } = useChosen();
	return (
		<Answer
			of={answer}
			what="Vos territoires"
			isEmpty={() => own.length === 0}
			empty="Aucun territoire labellisé dans votre ressort. Un territoire paraît ici dès que son label est accordé."
		>
			{() => (
				<>
					<Select
						label="Territoire"
						hint="Les territoires labellisés de votre ressort."
						nativeSelectProps={{ value: territory?.id ?? '', onChange: (event) => setId(event.target.value) }}
					>
						<option value="">Choisir</option>
						{own.map(({ id, name, coordinatingDepartementCode }) => (
							<option key={id} value={id}>
								{name} ({coordinatingDepartementCode})
							</option>
						))}
					</Select>
					{territory && <BeneficiaryChoice territory={territory} />}
				</>
			)}
		</Answer>
	);
}

function BeneficiaryChoice({ territory }: { territory: Territory }) {
	const { actor } = useSession();
	const [, setCode] = useAddress('beneficiaire');
	const { beneficiary } = useChosen();
	return (
		<RadioButtons
			legend="Bénéficiaire"
			hintText="La commune ou l’intercommunalité qui demande et qui sera payée."
			options={beneficiariesOf(actor, territory).map((code) => ({
				label: <CollectiviteName code={code} />,
				hintText: territory.epciSirens.includes(code)
					? `Intercommunalité, SIREN ${code}`
					: `Commune, code Insee ${code}`,
				nativeInputProps: { checked: beneficiary === code, onChange: () => setCode(code) },
			}))}
		/>
	);
}
