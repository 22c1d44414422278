"""Published figures by the command line: small files of its own, and where PVD_DATA (by default ../shared/data) is a
folder with those of the State and Insee (indicators/, pvd/), all of them."""
import json
import os
import pathlib
import tempfile
import unittest

from instance import Instance
from partner import ROOT
from programme import IMPORT_SECONDS

DATA = pathlib.Path(os.environ.get('PVD_DATA', os.path.join(ROOT, '..', 'shared', 'data')))
SHIPPED = pathlib.Path(ROOT, 'deploy', 'indicators', 'sources')
FOLDERS = [DATA / name for name in ('indicators', 'pvd')]
ALL_SECONDS = 400
USAGE, FORBIDDEN = 2, 4  # exit codes
FERTE, COULOMMIERS, PROVINS = '77183', '77131', '77379'
MORET, EPISY = '77316', '77166'  # Épisy merged into Moret-Loing-et-Orvanne
NOWHERE = '01999'
JOBS = {'column': 'emplois', 'indicator': 'jobs', 'year': 2018}


class Indicators(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Instance())
        cls.instance.pvd('import', 'cog', timeout=IMPORT_SECONDS)
        cls.instance.pvd('import', 'definitions')

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def mapping(self, *columns, **keys):
        path = self.folder / 'essai.json'
        path.write_text(json.dumps({'id': 'essai', 'title': 'Un essai', 'file': 'essai.csv', 'source': 'Un essai, 2018',
                                    'code': 'insee', 'columns': columns, **keys}))
        return str(path)

    def table(self, *lines, name='essai.csv'):
        path = self.folder / name
        path.write_text(''.join(f'{line}\n' for line in lines), encoding='utf-8')
        return str(path)

    def imported(self, *arguments, timeout=IMPORT_SECONDS):
        return json.loads(self.instance.pvd('import', 'indicators', *arguments, '--json', timeout=timeout).stdout)

    def refused(self, *arguments, code=USAGE):
        """What the command says against it; nothing was written."""
        before = self.instance.positions()['eligibility']
        process = self.instance.pvd('import', 'indicators', *arguments, '--json', check=False)
        self.assertEqual(process.returncode, code, process.stdout)
        self.assertEqual(self.instance.positions()['eligibility'], before)
        return json.loads(process.stdout)['error']['message']

    def values(self, indicator, year):
        answer = self.instance.call('GetIndicatorValues', {'indicatorId': indicator, 'year': year})
        return dict(zip(answer['codes'], answer['values'])), answer

    # ---- What is written

    def test_a_series_is_written_once_and_codes_that_are_no_longer_are_carried(self):
        mapping = self.mapping(JOBS)
        path = self.table('insee,emplois', f'{FERTE},1200.4567', f'{COULOMMIERS},', f'{NOWHERE},1', f'{MORET},10',
                          f'{EPISY},2.5')
        said = {'indicatorId': 'jobs', 'year': 2018, 'source': 'Un essai, 2018', 'valueCount': 2, 'carriedCount': 1,
                'unknownCodes': [NOWHERE]}
        [first] = self.imported(path, '--mapping', mapping)
        missing = first.pop('missingCount')
        self.assertEqual(first, said | {'changed': True})
        written = self.instance.positions()['eligibility']
        self.assertEqual(self.imported(path, '--mapping', mapping),
                         [said | {'changed': False, 'missingCount': missing}])
        self.assertEqual(self.instance.positions()['eligibility'], written)
        values, answer = self.values('jobs', 2018)
        self.assertEqual(values, {FERTE: 1200.457, MORET: 12.5})
        self.assertEqual((answer['source'], answer['missingCount']), ('Un essai, 2018', missing))
        self.instance.pvd('rebuild', '--check')

    def test_a_person_reads_a_line_for_each_series(self):
        mapping = self.mapping(JOBS | {'year': 2001})
        path = self.table('insee,emplois', f'{FERTE},1', *(f'0199{digit},1' for digit in range(7)))
        first = self.instance.pvd('import', 'indicators', path, '--mapping', mapping).stdout.splitlines()
        again = self.instance.pvd('import', 'indicators', path, '--mapping', mapping).stdout.splitlines()
        self.assertRegex(first[0], '^Emplois au lieu de travail, 2001 : valeurs 1, communes sans valeur 34.968, codes '
                                   r'inconnus : 7 \(01990, 01991, 01992, 01993, 01994…\)$')
        self.assertEqual(again[0], first[0] + ', déjà connue')
        self.assertEqual((first[1:], again[1:]), (['Séries : 1 écrites, 0 déjà connues.'],
                                                  ['Séries : 0 écrites, 1 déjà connues.']))

    def test_groups_are_texts(self):
        mapping = self.mapping({'column': 'CV', 'indicator': 'canton', 'year': 2001, 'text': True}, missing=['00'])
        self.imported(self.table('insee,CV', f'{FERTE},7704', f'{COULOMMIERS},7703', f'{PROVINS},00'), '--mapping', mapping)
        values, answer = self.values('canton', 2001)
        self.assertEqual({code: answer['texts'][int(value)] for code, value in values.items()},
                         {FERTE: '7704', COULOMMIERS: '7703'})

    def test_of_a_list_the_communes_that_it_does_not_name_are_known_too(self):
        mapping = self.mapping({'constant': 1, 'indicator': 'acv', 'year': 2001}, absent=0)
        [told] = self.imported(self.table('insee', COULOMMIERS), '--mapping', mapping)
        self.assertEqual((told['valueCount'], told['missingCount']), (34875, 94))
        values, _ = self.values('acv', 2001)
        self.assertEqual((values[COULOMMIERS], values[FERTE], sum(values.values())), (1, 0, 1))
        self.assertNotIn('98818', values)  # Nouméa

    def test_files_are_known_by_their_names(self):
        path = self.table('insee_com,lib_com,niveau_centralite', f"{FERTE},La Ferté,Centre majeur d'équipements et de services",
                          name='centralite_inrae_2021.csv')
        for given in (path, str(self.folder)):
            [told] = self.imported(given)
            self.assertEqual((told['indicatorId'], told['year'], told['valueCount']), ('centrality-level', 2021, 1))
        renamed = self.table('insee_com,lib_com,niveau_centralite', f'{FERTE},La Ferté, - undefined',
                             f'{COULOMMIERS},C,Communes non centre', name='autre.csv')
        [told] = self.imported(renamed, '--mapping', 'centralite-2021')
        self.assertEqual((told['changed'], told['valueCount']), (True, 1))

    # ---- What is not

    def test_nothing_of_a_faulty_file_is_written(self):
        self.table('insee_com,lib_com,niveau_densite', f'{FERTE},x,Petites villes', name='densite_insee_7_niveaux.csv')
        faulty = self.table('insee_com,lib_com,niveau_montagne', f'{FERTE},x,Jura', '1001,x,Jura',
                            name='montagne_massifs.csv')
        self.assertEqual(self.refused(str(self.folder)),
                         f'{faulty}, ligne 3, colonne « insee_com » : « 1001 » a perdu le zéro par lequel il commençait, '
                         'comme un tableur l\'ôte aux nombres ; enregistrez cette colonne comme du texte')

    def test_what_cannot_be_read_is_said(self):
        good = self.table('insee,emplois', f'{FERTE},1')
        cases = (
            ('il faut des fichiers', []),
            ('dites par --mapping', [good]),
            ("aucun fichier n'y a le nom habituel", [str(self.folder)]),
            ('vouliez-vous dire « centralite-2021 »', [good, '--mapping', 'centralite-2022']),
            ("« zzzzzzzz » n'est pas un jeu connu", [good, '--mapping', 'zzzzzzzz']),
            ('clé « columns[0].indicator »', [good, '--mapping', self.mapping({'year': 2018})]),
        )
        for says, arguments in cases:
            self.assertIn(says, self.refused(*arguments))
        self.assertIn('essai.csv ne se lit pas', self.refused(good.replace('essai', 'nul/essai'), '--mapping',
                                                              self.mapping(JOBS), code=5))

    def test_what_the_indicators_do_not_allow_is_said(self):
        path = self.table('insee,emplois', f'{FERTE},1')
        cases = (
            ("« jbos » n'est pas défini", [JOBS | {'indicator': 'jbos'}]),
            ("se calcule d'autres", [JOBS | {'indicator': 'epci-share'}]),
            ('est un groupe', [JOBS | {'indicator': 'canton'}]),
            ("a des nombres pour valeurs", [JOBS | {'text': True}]),
        )
        for says, columns in cases:
            self.assertIn(says, self.refused(path, '--mapping', self.mapping(*columns)))
        self.assertIn('« jobs » de 2018 serait écrit deux fois', self.refused(path, path, '--mapping', self.mapping(JOBS)))

    def test_who_may_not_is_refused(self):
        path = self.table('insee,emplois', f'{FERTE},1')
        self.instance.principal('mairie', 'COLLECTIVITE', '--collectivite', FERTE)
        self.refused(path, '--mapping', self.mapping(JOBS | {'year': 2002}), '--as', 'mairie', code=FORBIDDEN)

    def test_definitions_are_known_the_second_time(self):
        again = json.loads(self.instance.pvd('import', 'definitions', '--json').stdout)
        self.assertEqual((again['added'], again['reworded']), (0, 0))
        self.assertGreater(again['unchanged'], 80)


class Everything(unittest.TestCase):
    """On an instance of its own: what is there counts."""

    def setUp(self):
        present = [path for path in SHIPPED.glob('*.json')
                   if any((folder / json.loads(path.read_text())['file']).exists() for folder in FOLDERS)]
        if not present:
            self.skipTest('PVD_DATA names no folder with published files')
        self.series = sum(len(json.loads(path.read_text())['columns']) for path in present)
        self.instance = self.enterContext(Instance())
        self.instance.pvd('import', 'cog', timeout=IMPORT_SECONDS)
        self.instance.pvd('import', 'definitions')

    def imported(self):
        return json.loads(self.instance.pvd('import', 'indicators', *map(str, FOLDERS), '--json', timeout=ALL_SECONDS).stdout)

    def values(self, indicator, year):
        answer = self.instance.call('GetIndicatorValues', {'indicatorId': indicator, 'year': year})
        return dict(zip(answer['codes'], answer['values']))

    def test_all_that_is_published(self):
        first, again = self.imported(), self.imported()
        self.assertEqual(len(first), self.series)
        self.assertTrue(all(told['changed'] for told in first))
        self.assertEqual(again, [told | {'changed': False} for told in first])
        # Insee's totals: nothing is lost or told twice on the way to today's communes.
        for year, total in ((2013, 65564756), (2018, 66732538), (2022, 67760573)):
            self.assertEqual(sum(self.values('census-population', year).values()), total)
        self.assertEqual(self.values('income-median', 2019)['01001'], 23970)
        self.assertEqual(self.values('bpe-high-school', 2024)['01001'], 0)
        self.instance.pvd('rebuild', '--check', timeout=ALL_SECONDS)


if __name__ == '__main__':
    unittest.main()
