"""The scores of the whole country by released programs, against the same figures made by tests/lib/reference_score.py:
of made-up series that have gaps, old codes, ties and every way of making an indicator; and where PVD_DATA (by default
../shared/data) is a folder with the State's published figures, of these by the grids that are shipped."""
import csv
import json
import os
import pathlib
import random
import tempfile
import unittest

from instance import RELEASED, Instance
from partner import ROOT
from programme import COG, FRANCE, IMPORT_SECONDS
from reference_score import Country, levels, scores

DATA = pathlib.Path(os.environ.get('PVD_DATA', os.path.join(ROOT, '..', 'shared', 'data')))
FOLDERS = [DATA / name for name in ('indicators', 'pvd')]
POINTS = DATA / 'indicators' / 'geo' / 'communes_centroides_wgs84.csv'
GRIDS = pathlib.Path(ROOT, 'deploy', 'grids')
ALL_SECONDS = 400
EXACT = 1e-9
# Recorded indicators of the made-up country: id → years, decimals, most.
MADE_UP = {'census-population': ((2015, 2021), 0, 30000), 'jobs': ((2013, 2018), 3, 9000), 'active': ((2018,), 3, 9000),
           'vacant-dwellings': ((2021,), 0, 400), 'dwellings': ((2021,), 0, 4000), 'income-median': ((2019, 2021), 0, 40000),
           'unemployment-rate': ((2022,), 1, 30), 'establishments-10-or-more': ((2018,), 0, 40), 'acv': ((2024,), 0, 1),
           'centrality-level': ((2021,), 0, 4), 'urban-unit-size': ((2020,), 0, 8), 'epci-kind': ((2025,), 0, 5)}
GROUPS = {'canton': 2000, 'arrondissement': 9000}


def geography(name):
    return json.loads(pathlib.Path(COG, 'data', f'{name}.json').read_text(encoding='utf-8'))


def plain(value):
    """Without what JSON writes of fields that are not set."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items() if one not in ('', [], None)}
    return [plain(one) for one in value] if isinstance(value, list) else value


class France:
    """The geography, read here from the package it comes in."""

    def __init__(self):
        self.rows = {one['code']: one for one in geography('communes') if one['type'] == 'commune-actuelle'}
        self.communes = sorted(self.rows)
        self.groups = {'departement': {code: one['departement'] if 'departement' in one else one['collectiviteOutremer']['code']
                                       for code, one in self.rows.items()}}
        regions = {one['code']: one.get('region') for one in geography('departements')}
        self.groups['region'] = {code: regions.get(one) for code, one in self.groups['departement'].items()}
        self.groups['epci'] = {member['code']: one['code'] for one in geography('epci') for member in one['membres']}
        chefs = {one['chefLieu'] for name in ('departements', 'regions') for one in geography(name)}
        lesser = {one['chefLieu'] for one in geography('arrondissements')}
        self.facts = {'FACT_POPULATION': {code: float(one['population']) for code, one in self.rows.items()
                                          if 'population' in one},
                      'FACT_CHEF_LIEU': {code: 2.0 if code in chefs else float(code in lesser) for code in self.communes}}


class Scores(unittest.TestCase):
    france = None

    @classmethod
    def setUpClass(cls):
        cls.france = France()
        cls.instance = cls.enterClassContext(Instance(programs=RELEASED))
        cls.instance.pvd('import', 'cog', timeout=IMPORT_SECONDS)
        for what in ('criteria', 'definitions'):
            cls.instance.pvd('import', what)
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        assert len(cls.france.communes) == FRANCE['communes']

    def country(self, places):
        recorded, groups = {}, dict(self.france.groups)
        for series in self.instance.call('ListSeries')['series']:
            answer = self.instance.call('GetIndicatorValues',
                                        {'indicatorId': series['indicatorId'], 'year': series['year']})
            values = dict(zip(answer['codes'], answer['values']))
            recorded[series['indicatorId'], series['year']] = values
            if answer.get('texts'):
                groups[series['indicatorId']] = {code: 1 + int(value) for code, value in values.items()}
        definitions = plain(self.instance.call('ListIndicators')['indicators'])
        return Country(definitions, self.france.communes, recorded, groups, self.france.facts, places)

    def measured(self, grid):
        """{commune: (level, whether the value counted) of each line}"""
        found, after, count = {}, '', len(grid['indicators'])
        while True:
            page = self.instance.call('MeasureGrid', {'grid': grid, 'afterCommune': after})
            for n, code in enumerate(page['codes']):
                rows = slice(n * count, (n + 1) * count)
                found[code] = [(level / 1e9, not missing) for level, missing in
                               zip(page['levelsE9'][rows], page['missing'][rows])]
            if page.get('last'):
                return found
            after = page['codes'][-1]

    def ranked(self, version):
        """{commune: score} of a run by that grid."""
        self.instance.pvd('call', 'RunScores', json.dumps({'gridVersion': version}), '--timeout', '60')
        found, token = {}, ''
        while True:
            page = self.instance.call('ListScores', {'pageSize': 1000, 'pageToken': token})
            found.update((one['communeCode'], one['score']) for one in page['scores'])
            token = page.get('nextPageToken')
            if not token:
                return found

    def check(self, country, grid):
        found, wanted = self.measured(grid), [levels(country, line) for line in grid['indicators']]
        for n, line in enumerate(grid['indicators']):
            apart = {code: (found[code][n], wanted[n][code]) for code in self.france.communes
                     if abs(found[code][n][0] - wanted[n][code][0]) > EXACT or found[code][n][1] != wanted[n][code][1]}
            self.assertEqual(dict(list(apart.items())[:3]), {}, f"{line['indicatorId']} : {len(apart)} communes")
        self.instance.call('AdoptGrid', {'grid': grid})
        points, reference = self.ranked(grid['version']), scores(country, grid)
        self.assertEqual(points.keys(), reference.keys())
        self.assertLess(max(abs(points[code] - reference[code]) for code in reference), 100 * EXACT)

    # ---- A made-up country

    def import_made_up(self, name, years, decimals, most, text=False):
        chance = random.Random(name)
        formers = {old: code for code, one in self.france.rows.items() for old in one.get('anciensCodes', ())}
        codes = sorted({*self.france.communes, *(old for old in list(formers)[::9] if old not in self.france.rows and old[:2] != '20')})
        path, mapping = self.folder / f'{name}.csv', self.folder / f'{name}.json'
        with open(path, 'w', encoding='utf-8', newline='') as file:
            rows = csv.writer(file)
            rows.writerow(['insee', *years])
            for code in codes:
                rows.writerow([code, *('' if chance.random() < .002 else
                                       round(chance.random() ** 3 * most + (.5 if 1 < most < 9 else 0), decimals)
                                       if not text else f'g{chance.randrange(most)}' for _ in years)])
        mapping.write_text(json.dumps({
            'id': name, 'title': name, 'file': path.name, 'source': 'Un essai', 'code': 'insee', 'columns': [
                {'column': str(year), 'indicator': name, 'year': year, **({'text': True} if text else {})}
                for year in years]}))
        self.instance.pvd('import', 'indicators', str(path), '--mapping', str(mapping), timeout=ALL_SECONDS)

    def import_places(self):
        """About where they are: in the square of their département. One in a hundred lies nowhere."""
        chance, places = random.Random('places'), {}
        for code in self.france.communes:
            corner = int(self.france.groups['departement'][code].replace('A', '0').replace('B', '1'))
            if chance.random() > .01:
                places[code] = (round(corner % 10 * .9 - 4 + chance.random(), 5),
                                round(43 + corner // 10 % 10 * .7 + chance.random() * .8, 5))
        path = self.folder / 'places.csv'
        path.write_text('insee,lon,lat\n' + ''.join(f'{code},{x:.5f},{y:.5f}\n' for code, (x, y) in places.items()))
        self.instance.pvd('import', 'contours', str(path), '--year', '2026', '--source', 'Un essai', timeout=IMPORT_SECONDS)
        return places

    def test_made_up_country(self):
        for name, (years, decimals, most) in MADE_UP.items():
            self.import_made_up(name, years, decimals, most)
        for bpe in (one['id'] for one in self.instance.call('ListIndicators')['indicators'] if one['id'].startswith('bpe-')):
            self.import_made_up(bpe, (2024,), 0, 3)
        for name, count in GROUPS.items():
            self.import_made_up(name, (2025,), 0, count, text=True)
        self.check(self.country(self.import_places()), self.grid_of_everything())

    @staticmethod
    def grid_of_everything():
        """Each way of making an indicator, each of making a level."""
        higher, lower = {'direction': 'DIRECTION_HIGHER'}, {'direction': 'DIRECTION_LOWER'}
        lines = {
            'population': {**higher, 'logarithm': {'low': 100, 'high': 20000}},
            'chef-lieu': {'steps': {'steps': [{'from': 0, 'value': 0}, {'from': 1, 'value': 1}]}},
            'epci-share': {**higher, 'percentile': {'groupId': 'departement'}},
            'epci-rank': {**lower, 'percentile': {'groupId': 'region'}},
            'service-kinds': {**higher, 'linear': {'low': 3, 'high': 14}},
            'equipment': {**higher, 'percentile': {'groupId': 'centre-level'}},
            'centre-level': {**higher, 'percentile': {'groupId': 'nation'}},
            'catchment-communes': {**higher, 'logarithm': {'low': .25, 'high': 20}},
            'centre-distance': {**higher, 'logarithm': {'low': 2, 'high': 14}},
            'same-level-distance': {**lower, 'linear': {'low': 1, 'high': 12}},
            'job-pole-distance': {**higher, 'percentile': {'groupId': 'epci'}},
            'epci-dominance': {**higher, 'logarithm': {'low': 2, 'high': 200}},
            'canton-equipment': {**higher, 'linear': {'low': 5, 'high': 100}},
            'canton-rank': {**lower, 'linear': {'low': 1, 'high': 13}},
            'arrondissement-share': {**higher, 'logarithm': {'low': .3, 'high': 8.4}},
            'epci-centres': {**lower, 'percentile': {'groupId': 'canton'}},
            'jobs-share-5km': {**higher, 'linear': {'low': 0, 'high': 100}},
            'jobs-per-active': {**higher, 'percentile': {'groupId': 'nation'}},
            'vacancy': {**higher, 'percentile': {'groupId': 'departement'}},
            'income': {**lower, 'linear': {'low': 19000, 'high': 29000}},
            'population-trend': {**lower, 'linear': {'low': -3, 'high': 3}},
            'urban-unit-size': {'steps': {'steps': [{'from': 1, 'value': 1}, {'from': 4, 'value': .5},
                                                    {'from': 5, 'value': 0}]}},
        }
        grid = json.loads((GRIDS / 'grille-2026-1.json').read_text(encoding='utf-8'))['grid']
        return {**grid, 'version': 'essai', 'indicators': [
            {'indicatorId': name, **rest, 'weightBp': 10000 - 450 * (len(lines) - 1) if n == 0 else 450,
             'missing': 'MISSING_RULE_WORST' if n % 3 else 'MISSING_RULE_NEUTRAL', 'reason': 'Un essai.'}
            for n, (name, rest) in enumerate(lines.items())]}

    # ---- The real one

    @unittest.skipUnless(all(folder.is_dir() for folder in FOLDERS), 'no published figures: PVD_DATA')
    def test_real_country(self):
        self.instance.pvd('import', 'indicators', *map(str, FOLDERS), timeout=ALL_SECONDS)
        self.instance.pvd('import', 'contours', str(POINTS), '--year', '2022', '--source', 'Positions', timeout=IMPORT_SECONDS)
        with open(POINTS, encoding='utf-8-sig', newline='') as file:
            places = {row['insee']: (float(row['lon']), float(row['lat'])) for row in csv.DictReader(file)}
        country = self.country({code: at for code, at in places.items() if code in self.france.rows})
        for name in ('grille-2026-12', 'grille-2026-20'):
            with self.subTest(name):
                self.check(country, json.loads((GRIDS / f'{name}.json').read_text(encoding='utf-8'))['grid'])


if __name__ == '__main__':
    unittest.main()
