import type { Commune, Epci } from 'pvd/registry/v1/geography_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useMemo } from 'react';
import { useParams } from 'react-router';
import { useLive } from '~/api/events';
import { useAnswer, useRows } from '~/api/queries';
import type { Inside } from '~/form/places';
import { useTerritoryOfCommunes } from '~/form/places';
import { PATHS } from '~/paths';
import { CsvLink } from '~/ui/CsvLink';
import { Facts } from '~/ui/Facts';
import { number } from '~/ui/format';
import type { Column } from '~/ui/LongTable';
import { LongTable } from '~/ui/LongTable';
import { Page } from '~/ui/Page';
import { Departements, TerritoryLink } from '~/ui/PlaceLinks';
import { Section } from '~/ui/Section';
import { Answer } from '~/ui/states';
import { useSorting } from '~/ui/useSorting';
import { communeColumns } from './columns';
import { departementsOf, financingWord, kindWord } from './epci';
import { TerritoryBadge } from './TerritoryBadge';
import '~/ui/sheet.css';

const ABOVE = [{ text: 'Territoires', href: PATHS.territories }];

export default function EpciPage() {
	const { siren = '' } = useParams();
	const answer = useAnswer(RegistryService.method.getEpci, { siren });
	useLive('registry');
	return (
		<Page title={answer.data?.epci?.name ?? `Intercommunalité ${siren}`} above={ABOVE}>
			<Answer of={answer} what="L’intercommunalité">
				{({ epci, members }) => epci && <Sheet epci={epci} members={members} />}
			</Answer>
		</Page>
	);
}

function sumOf(members: readonly Commune[]): number {
	return members.reduce((sum, { populations }) => sum + (populations[0]?.value ?? 0), 0);
}

function Sheet({ epci, members }: { epci: Epci; members: Commune[] }) {
	const year = members[0]?.populations[0]?.year;
	return (
		<>
			<div className="pvd-columns">
				<Section id="fiche" title="Fiche">
					<Facts
						facts={[
							['SIREN', epci.siren],
							['Nature', kindWord(epci.kind)],
							['Fiscalité', financingWord(epci.financing)],
							['Départements', <Departements codes={departementsOf(epci)} />],
							['Communes membres', number(epci.memberCodes.length)],
							[
								'Habitants',
								year === undefined ? undefined : `${number(sumOf(members))} (population municipale ${year})`,
							],
							['Géographie', `Code officiel géographique ${epci.cogYear}`],
							[
								'Fin',
								epci.endedCogYear === 0
									? undefined
									: `N’existe plus depuis le code officiel géographique ${epci.endedCogYear}`,
							],
						]}
					/>
				</Section>
				<Section id="territoires" title="Territoires">
					<EpciTerritories siren={epci.siren} />
				</Section>
			</div>
			<Section id="membres" title="Communes membres">
				<Members epci={epci} members={members} />
			</Section>
		</>
	);
}

function EpciTerritories({ siren }: { siren: string }) {
	const answer = useRows(RegistryService.method.listTerritories, { epciSiren: siren }, (page) => page.territories);
	return (
		<Answer
			of={answer}
			what="Les territoires"
			isEmpty={(territories) => territories.length === 0}
			empty="Aucun territoire labellisé n’associe cette intercommunalité."
		>
			{(territories) => (
				<ul>
					{territories.map(({ id, name, status }) => (
						<li key={id}>
							<TerritoryLink id={id} name={name} /> <TerritoryBadge status={status} />
						</li>
					))}
				</ul>
			)}
		</Answer>
	);
}

function useColumns(inside: ReadonlyMap<string, Inside>): Column<Commune>[] {
	return useMemo(() => {
		const { name, code, population, territory } = communeColumns<Commune>(
			({ populations }) => populations[0]?.value ?? -1,
			inside,
		);
		return [name, code, population, territory];
	}, [inside]);
}

function Members({ epci, members }: { epci: Epci; members: Commune[] }) {
	const columns = useColumns(useTerritoryOfCommunes());
	const [sorting, onSort] = useSorting('-population');
	return (
		<>
			<LongTable
				caption={`Communes membres de ${epci.name}`}
				columns={columns}
				rows={members}
				rowKey={({ code }) => code}
				sorting={sorting}
				onSort={onSort}
				what={['commune', 'communes']}
			/>
			<p className="fr-mt-2w">
				<CsvLink method={RegistryService.method.listCommunes} request={{ epciSiren: epci.siren }}>
					Télécharger les communes membres (CSV)
				</CsvLink>
			</p>
		</>
	);
}
