/* One box for whatever has a page: communes, EPCI, territories. */
import type { Place } from 'pvd/registry/v1/place_pb.js';
import { PlaceKind, PlaceKindSchema } from 'pvd/registry/v1/place_pb.js';
import { RegistryService } from 'pvd/registry/v1/registry_pb.js';
import { useState } from 'react';
import { useAnswer } from '~/api/queries';
import type { Search } from '~/form/places';
import { address } from '~/paths';
import { number } from '~/ui/format';
import { enumWord } from '~/words';

function pageOf({ kind, code }: Place): string {
	switch (kind) {
		case PlaceKind.EPCI:
			return address('epci', { siren: code });
		case PlaceKind.TERRITORY:
			return address('territory', { id: code });
		default:
			return address('commune', { code });
	}
}

function detailOf({ kind, departementCodes, population }: Place): string {
	const inhabitants = population > 0 ? ` · ${number(population)} hab.` : '';
	return `${enumWord(PlaceKindSchema, kind)} · ${departementCodes.join(', ')}${inhabitants}`;
}

/* The value of a choice is the address of its page. */
export function usePlaceSearch(): Search {
	const [text, onType] = useState('');
	const isAsked = text.trim() !== '';
	const found = useAnswer(
		RegistryService.method.searchPlaces,
		{ text, limit: 15 },
		{ enabled: isAsked, keepPrevious: true },
	);
	const places = isAsked ? (found.data?.places ?? []) : [];
	const choices = places.map((place) => ({ value: pageOf(place), text: place.name, detail: detailOf(place) }));
	return { choices, isSearching: found.isFetching, onType };
}
