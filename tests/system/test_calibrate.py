"""Weights by the command line: fitted to a made-up list on the country as it is; and where PVD_DATA (by default
../shared/data) is a folder with the State's figures and choices, to those, by the grids that are shipped."""
import json
import os
import pathlib
import re
import tempfile
import unittest

from instance import RELEASED, Instance
from partner import ROOT
from programme import COG, IMPORT_SECONDS, SORGUE

DATA = pathlib.Path(os.environ.get('PVD_DATA', os.path.join(ROOT, '..', 'shared', 'data')))
FOLDERS = [DATA / name for name in ('indicators', 'pvd')]
POINTS = DATA / 'indicators' / 'geo' / 'communes_centroides_wgs84.csv'
CHOSEN = DATA / 'pvd' / 'pvd_anct_2024.csv'
GRIDS = pathlib.Path(ROOT, 'deploy', 'grids')
SMALL = GRIDS / 'grille-2026-1.json'  # of geography alone
ALL_SECONDS = 400
CALIBRATE_SECONDS = 200  # under the sanitizers, beside other tests
REFUSED, USAGE, FORBIDDEN, LOCAL = 1, 2, 4, 5  # exit codes
DEPARTEMENTS = ('10', '21', '47', '77', '84', '89')
LIMIT = 20000
NOWHERE = '01999'


def centres():
    """The most populous commune of each EPCI of some départements: who a made-up préfet would choose."""
    communes = {one['code']: one for one in json.loads(pathlib.Path(COG, 'data', 'communes.json').read_text())
                if one['type'] == 'commune-actuelle'}
    chosen = []
    for epci in json.loads(pathlib.Path(COG, 'data', 'epci.json').read_text()):
        first = max(epci['membres'], key=lambda one: (one['populationMunicipale'], one['code']))['code']
        if communes[first]['departement'] in DEPARTEMENTS and communes[first]['population'] < LIMIT:
            chosen.append(first)
    return sorted(chosen)


class Calibrate(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Instance())
        for what in ('cog', 'criteria', 'definitions'):
            cls.instance.pvd('import', what, timeout=IMPORT_SECONDS)
        cls.chosen = centres()

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def listed(self, codes, title='insee_com', name='choix.csv'):
        path = self.folder / name
        path.write_text(f'nom,{title}\n' + ''.join(f'x,{code}\n' for code in codes), encoding='utf-8')
        return str(path)

    def grid(self, **changes):
        """The small grid without weights, and not wrapped."""
        grid = json.loads(SMALL.read_text(encoding='utf-8'))['grid'] | changes
        for line in grid['indicators']:
            line.pop('weightBp', None)
        path = self.folder / 'grille.json'
        path.write_text(json.dumps(grid), encoding='utf-8')
        return str(path)

    def calibrate(self, decisions, *arguments, check=True):
        return self.instance.pvd('eligibility', 'calibrate', decisions, '--repeats', '2', *arguments, check=check,
                                 timeout=CALIBRATE_SECONDS)

    def found(self, decisions, *arguments):
        return json.loads(self.calibrate(decisions, *arguments, '--json').stdout)

    def refused(self, *arguments, code=USAGE):
        """What the command says against it; nothing was written, here or there."""
        before, files = self.instance.positions()['eligibility'], sorted(self.folder.iterdir())
        process = self.instance.pvd('eligibility', *arguments, '--json', check=False)
        self.assertEqual(process.returncode, code, process.stdout + process.stderr)
        self.assertEqual(self.instance.positions()['eligibility'], before)
        self.assertEqual(sorted(self.folder.iterdir()), files)
        return json.loads(process.stdout)['error']['message']

    # ---- What comes of it

    def test_who_is_first_of_its_epci_is_found_by_that_line(self):
        found = self.found(self.listed(self.chosen), '--grid', self.grid(), '--per-epci')
        sample = found['sample']
        self.assertEqual((sample['chosen'], sample['leftOut']), (len(self.chosen), []))
        self.assertGreater(sample['communes'], 2000)
        self.assertEqual([one['code'] for one in found['departements']], list(DEPARTEMENTS))
        self.assertTrue(found['converged'])
        weights = {line['indicatorId']: line['weight'] for line in found['weights']}
        self.assertEqual(sum(weights.values()), 100)
        self.assertGreater(weights['epci-rank'] + weights['epci-share'], 60)
        for way in ('folds', 'leaveOneOut'):
            figures = found[way]
            self.assertGreater(figures['mean']['recall'], 0.8)
            self.assertGreater(figures['mean']['recall'], found['population']['mean']['recall'])
            self.assertLessEqual(figures['low']['recall'], figures['mean']['recall'])
            self.assertGreaterEqual(figures['high']['recall'], figures['mean']['recall'])
        self.assertGreater(found['recallPerEpci'], 0.9)
        self.assertEqual(sum(one['communes'] for one in found['chances']), sample['communes'])

    def test_the_grid_is_an_ordinary_one_and_the_report_is_whole(self):
        output, report = self.folder / 'nouvelle.json', self.folder / 'rapport.md'
        told = self.calibrate(self.listed(self.chosen + [NOWHERE, SORGUE, self.chosen[0]]), '--grid', self.grid(), '--output',
                              str(output), '--report', str(report), '--version', 'grille-essai-1', '--title', 'Un essai',
                              '--author', 'Une préfecture', '--per-epci').stdout
        self.assertIn('écartées de la liste : 2', told)
        grid = json.loads(output.read_text(encoding='utf-8'))['grid']
        shipped = json.loads(SMALL.read_text(encoding='utf-8'))['grid']
        self.assertEqual((grid['version'], grid['title'], grid['author']), ('grille-essai-1', 'Un essai', 'Une préfecture'))
        self.assertEqual(sum(line['weightBp'] for line in grid['indicators']), 10000)
        kept = {line['indicatorId']: line | {'weightBp': 0} for line in shipped['indicators']}
        for line in grid['indicators']:
            self.assertEqual((line['weightBp'] % 100, line | {'weightBp': 0}), (0, kept[line['indicatorId']]))
        self.assertIn(f'{len(self.chosen)} communes choisies dans 6 départements', grid['source'])

        text = report.read_text(encoding='utf-8')
        for part in ('Ce qui a été demandé', 'Les données', "L'échantillon", 'La méthode', 'Ce que les poids retrouvent', 'Les poids',
                     'La stabilité des poids', 'Les chances annoncées et observées', 'Où la grille retrouve',
                     'Quand on sait combien', 'Ce que ce calibrage ne dit pas'):
            self.assertIn(f'\n## {part}', text)
        self.assertIn(f"| {NOWHERE} | {len(self.chosen) + 2} | aucune commune n'a ce code aujourd'hui", text)
        self.assertRegex(text, rf'\| {SORGUE} \| \d+ \| non éligible .*20.244')
        self.assertIn('comptées une fois : 1', text)
        self.assertNotIn(str(self.folder), text)
        self.assertNotRegex(text, r'nan|inf\b')
        dropped = sorted(set(kept) - {line['indicatorId'] for line in grid['indicators']})
        for name in dropped:
            self.assertRegex(text, rf"ne sont plus dans la grille : .*`{name}`")
        for table in re.findall(r'(?:^\|.*\n)+', text, re.M):
            rows = table.splitlines()
            self.assertEqual({len(re.findall(r'(?<!\\)\|', row)) for row in rows}, {len(re.findall(r'\|', rows[0]))})

        adopted = json.loads(self.instance.pvd('import', 'grid', str(output), '--as', 'anct', '--json').stdout)['grid']
        self.assertEqual([line['weightBp'] for line in adopted['indicators']],
                         [line['weightBp'] for line in grid['indicators']])

    def test_the_same_gives_the_same_bytes(self):
        decisions, grid = self.listed(self.chosen), self.grid()

        def made(name, codes, *more):
            files = [self.folder / f'{name}.json', self.folder / f'{name}.md']
            told = self.calibrate(codes, '--grid', grid, '--output', str(files[0]), '--report', str(files[1]), *more).stdout
            return [told] + [path.read_bytes() for path in files]
        first = made('un', decisions)
        self.assertEqual(made('deux', decisions), first)
        # The order of the list does not count; its digest is that of its codes.
        self.assertEqual(made('trois', self.listed(reversed(self.chosen), title='codgeo', name='autre.csv')), first)
        other = made('quatre', decisions, '--seed', '7')
        self.assertNotEqual(other[2], first[2])

    def test_a_line_turned_round_weighs_nothing_and_its_sign_is_told(self):
        grid = json.loads(SMALL.read_text(encoding='utf-8'))['grid']
        for line in grid['indicators']:
            if line['indicatorId'] == 'epci-rank':
                line['direction'] = 'DIRECTION_HIGHER'
        output, report = self.folder / 'sans.json', self.folder / 'sans.md'
        found = self.found(self.listed(self.chosen), '--grid', self.grid(indicators=grid['indicators']), '--free', 'epci-rank',
                           '--output', str(output), '--report', str(report))
        [line] = [one for one in found['weights'] if one['indicatorId'] == 'epci-rank']
        self.assertEqual((line['weight'], line['freeSign']), (0, -1))
        self.assertNotIn('epci-rank', output.read_text(encoding='utf-8'))
        text = report.read_text(encoding='utf-8')
        self.assertIn('contre le sens de la ligne', text)
        self.assertRegex(text, 'ne sont plus dans la grille : .*`epci-rank`')

    # ---- What is wrong

    def test_what_cannot_be_read_is_said(self):
        decisions, grid = self.listed(self.chosen), self.grid()
        broken = self.folder / 'cassee.json'
        broken.write_text('{"grid": {"lignes": []}}')
        cases = (
            ('vouliez-vous dire « calibrate »', ['calibrat']),
            ('dites de quelle liste', ['calibrate']),
            ('dites par --grid', ['calibrate', decisions]),
            ('dites par --code', ['calibrate', self.listed(self.chosen, title='numero', name='sans.csv'), '--grid', grid]),
            ("« departement » : aucune colonne n'a ce titre", ['calibrate', decisions, '--grid', grid, '--code', 'departement']),
            ('a perdu le zéro', ['calibrate', self.listed(['1004'], name='tableur.csv'), '--grid', grid]),
            ('cassee.json', ['calibrate', decisions, '--grid', str(broken)]),
            ('--folds attend', ['calibrate', decisions, '--grid', grid, '--folds', '1']),
            ('--l2 attend', ['calibrate', decisions, '--grid', grid, '--l2', '0']),
            ('vouliez-vous dire « epci-rank »', ['calibrate', decisions, '--grid', grid, '--free', 'epci-rnak']),
        )
        for says, arguments in cases:
            self.assertIn(says, self.refused(*arguments))
        self.assertIn('absente.json ne se lit pas', self.refused('calibrate', decisions, '--grid', 'absente.json', code=LOCAL))
        self.assertIn("ne s'écrit pas", self.refused('calibrate', decisions, '--grid', grid, '--output',
                                                     str(self.folder / 'nul' / 'x.json'), code=LOCAL))

    def test_what_the_service_or_the_sample_do_not_allow_is_said(self):
        decisions = self.listed(self.chosen)
        [line, *_] = json.loads(SMALL.read_text(encoding='utf-8'))['grid']['indicators']
        self.assertIn('jbos', self.refused('calibrate', decisions, '--grid', self.grid(indicators=[line | {'indicatorId': 'jbos'}]),
                                           code=REFUSED))
        self.assertIn('un seul département', self.refused('calibrate', self.listed(self.chosen[:1]), '--grid', self.grid(),
                                                          code=REFUSED))
        self.assertIn('aucun département', self.refused('calibrate', self.listed([NOWHERE]), '--grid', self.grid(), code=REFUSED))
        against = line | {'indicatorId': 'epci-rank', 'direction': 'DIRECTION_HIGHER'}
        self.assertIn('tous les poids seraient nuls',
                      self.refused('calibrate', self.listed(self.chosen), '--grid', self.grid(indicators=[against]), code=REFUSED))

    def test_who_may_not_is_refused(self):
        self.instance.principal('mairie', 'COLLECTIVITE', '--collectivite', SORGUE)
        self.refused('calibrate', self.listed(self.chosen), '--grid', self.grid(), '--as', 'mairie', code=FORBIDDEN)

    def test_the_help_teaches(self):
        told = self.instance.pvd('help', 'eligibility').stdout
        for word in ('calibrate DÉCISIONS --grid', '--per-epci', 'pvd import grid', 'germe'):
            self.assertIn(word, told)


class Published(unittest.TestCase):
    """The State's choices of 2020 to 2024, found again by its figures; by released programs, for it is much to compute."""

    def setUp(self):
        if not CHOSEN.exists() or not POINTS.exists():
            self.skipTest('PVD_DATA names no folder with the list of towns chosen')
        self.instance = self.enterContext(Instance(programs=RELEASED))
        for what in ('cog', 'criteria', 'definitions'):
            self.instance.pvd('import', what, timeout=IMPORT_SECONDS)
        self.instance.pvd('import', 'contours', str(POINTS), '--year', '2026', '--source', 'Contours simplifiés des communes',
                          timeout=ALL_SECONDS)
        self.instance.pvd('import', 'indicators', *map(str, FOLDERS), timeout=ALL_SECONDS)

    def test_the_grids_that_are_shipped_find_the_towns_that_were_chosen(self):
        report = pathlib.Path(self.instance.path('rapport.md'))
        for name in ('grille-2026-12', 'grille-2026-20'):
            found = json.loads(self.instance.pvd('eligibility', 'calibrate', str(CHOSEN), '--grid', str(GRIDS / f'{name}.json'),
                                                 '--per-epci', '--report', str(report), '--json', timeout=ALL_SECONDS).stdout)
            self.assertEqual((found['converged'], found['sample']['communes'], found['sample']['chosen']), (True, 15681, 743))
            self.assertEqual(len(found['departements']), 45)
            for way in ('folds', 'leaveOneOut'):
                mean = found[way]['mean']
                self.assertGreaterEqual(mean['recall'], 0.78, name)
                self.assertGreaterEqual(mean['recallAtOneAndHalf'], 0.90, name)
                self.assertGreaterEqual(mean['auc'], 0.985, name)
            self.assertGreaterEqual(found['recallPerEpci'], 0.90)
            # What is shipped is what comes of it, to the byte.
            shipped = json.loads((GRIDS / f'{name}.json').read_text(encoding='utf-8'))['grid']
            self.assertEqual([line['weight'] * 100 for line in found['weights']],
                             [line['weightBp'] for line in shipped['indicators']])
            self.assertEqual(report.read_text(encoding='utf-8'), (GRIDS / f'{name}.md').read_text(encoding='utf-8'))


if __name__ == '__main__':
    unittest.main()
