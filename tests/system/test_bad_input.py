"""What is wrong is refused: for a stable reason, about a field, in a sentence, with an exit code that means
something, and nothing is written. Through the real command line, over the real bus, with the real data."""
import json
import os
import tempfile
import unittest

from instance import Instance
from partner import Refused, envelope_pb2, module, ulid
from programme import (COG, COULOMMIERS, FERTE, FRANCE, IMPORT_SECONDS, MONTS_DE_VAUCLUSE, PAYS_DE_BRIE, PROVINOIS,
                       PROVINS, SORGUE, Programme)
from refusals import FORBIDDEN, LOCAL, REFUSED, USAGE, Refusals

candidacy_pb2 = module('registry.v1.candidacy')
REGISTRY = 'pvd.registry.v1.RegistryService'
RULE = 'Instruction du 16 octobre 2019, annexe 2'


class Requests(Refusals):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Programme())
        cls.instance.label('Provinois', communes=(PROVINS,), epcis=(PROVINOIS,))
        cls.instance.submit(communes=(COULOMMIERS,))

    # ---- The JSON given

    def test_syntax_says_line_and_column(self):
        self.refused(USAGE, 'MALFORMED_JSON', 'call', 'GetCommune', '{"code": "77183",\n  "x" 1}',
                     says=['ligne 2, colonne 7'])
        for text in ('', '{', '{"code": "77183"', '{"code": "77183"}}', '[', 'null x', "{'code': 1}"):
            self.refused(USAGE, 'MALFORMED_JSON', 'call', 'GetCommune', text, says=['ligne 1'])

    def test_what_is_not_an_object(self):
        for text in ('[]', '"77183"', '77183', 'true', 'null'):
            self.refused(USAGE, 'INVALID_VALUE', 'call', 'GetCommune', text)

    def test_an_unknown_field(self):
        self.refused(USAGE, 'UNKNOWN_FIELD', 'call', 'GetCommune', '{"nom": "Provins"}', fields=['nom'])

    def test_a_field_given_twice(self):
        for text in ('{"code": "77183", "code": "77131"}', '{"cogYear": 2026, "cog_year": 2026}'):
            error = json.loads(self.instance.pvd('call', 'GetCommune', text, '--json', check=False).stdout)['error']
            self.assertEqual(error['reason'], 'DUPLICATE_FIELD')

    def test_a_wrong_type(self):
        self.refused(USAGE, 'INVALID_VALUE', 'call', 'GetCommune', '{"code": 77183}', fields=['code'])
        self.refused(USAGE, 'INVALID_VALUE', 'call', 'GetCommune', '{"cogYear": "cette année"}', fields=['cogYear'])
        self.refused(USAGE, 'INVALID_VALUE', 'call', 'SubmitCandidacy', '{"communeCodes": "77183"}',
                     fields=['communeCodes'])
        self.refused(USAGE, 'INVALID_VALUE', 'call', 'SubmitCandidacy', '{"communeCodes": ["77183", 77131]}',
                     fields=['communeCodes[1]'])
        self.refused(USAGE, 'NUMBER_OUT_OF_RANGE', 'call', 'GetCommune', '{"cogYear": -1}', fields=['cogYear'])
        self.refused(USAGE, 'NUMBER_OUT_OF_RANGE', 'call', 'GetCommune', '{"cogYear": 4294967296}',
                     fields=['cogYear'])

    def test_an_unknown_value_of_an_enumeration(self):
        self.refused(USAGE, 'UNKNOWN_ENUM_VALUE', 'call', 'ListCandidacies', '{"status": "CANDIDACY_STATUS_LOST"}',
                     '--as', 'anct', fields=['status'])
        self.refused(USAGE, 'UNKNOWN_ENUM_VALUE', 'call', 'ListCandidacies', '{"status": 99}', '--as', 'anct',
                     fields=['status'])

    def test_from_standard_input_and_from_a_file(self):
        self.refused(USAGE, 'MALFORMED_JSON', 'call', 'GetCommune', '-', input='{"code"', says=['ligne 1'])
        self.refused(LOCAL, 'FILE', 'call', 'GetCommune', '@/nowhere.json', says=['/nowhere.json'])

    # ---- The command line

    def test_an_unknown_method_suggests_one(self):
        for name, meant in (('GetComune', 'GetCommune'), ('SubmitCandidature', 'SubmitCandidacy'),
                            ('RegistryService/GetTeritory', 'RegistryService/GetTerritory')):
            self.refused(USAGE, 'UNKNOWN_METHOD', 'call', name, '{}', says=[f'« {name} »', f'« {meant} »'])

    def test_a_method_of_all_services_wants_one(self):
        self.refused(USAGE, 'USAGE', 'call', 'GetStatus', '{}', says=['--service'])
        self.refused(REFUSED, 'UNKNOWN_SERVICE', 'call', 'GetStatus', '{}', '--service', 'nowhere')

    def test_a_position_to_read_behind(self):
        for text in ('', 'registry', 'registry:1', ':1:1', 'registry:x:1', 'registry:1:-1', 'registry:1:1:1',
                     'registry:4294967296:1', 'registry:1:18446744073709551616'):
            self.refused(USAGE, 'USAGE', 'call', 'GetStatus', '--service', 'registry', '--at-least', text)
        self.refused(USAGE, 'USAGE', 'call', 'Note', '--service', 'registry', '--at-least', 'registry:1:1')
        self.refused(REFUSED, 'NOT_FOLLOWED', 'call', 'GetStatus', '--service', 'bus', '--at-least', 'registry:1:1',
                     fields=['at_least'])
        epoch, sequence = self.instance.positions()['registry']
        self.instance.call('GetStatus', {}, '--service', 'registry', '--at-least', f'registry:{epoch}:{sequence}')

    def test_a_source_that_is_none(self):
        self.refused(USAGE, 'USAGE', 'resume')
        self.refused(USAGE, 'USAGE', 'resume', 'registry')
        self.refused(USAGE, 'USAGE', 'resume', 'registry', 'reg1stry', says=['vouliez-vous dire « registry »'])
        self.refused(REFUSED, 'NOT_FOLLOWED', 'resume', 'bus', 'registry', says=['personne'], fields=['source'])
        self.refused(FORBIDDEN, 'ROLE_REQUIRED', 'resume', 'registry', 'bus', '--as', 'prefecture-77')

    def test_what_each_service_refuses_is_not_said_to_be_silence(self):
        """`pvd backup` called a name that it refuses a service that does not answer."""
        done = self.instance.pvd('backup', '../x', check=False)
        self.assertEqual(done.returncode, REFUSED)
        self.assertRegex(done.stderr, r'(?m)^registry +refuse : Un nom de sauvegarde ')
        self.assertNotIn('ne répond pas', done.stderr)

    def test_somebody_without_a_key_or_a_right(self):
        self.refused(LOCAL, 'NO_KEY', 'call', 'GetCommune', '{}', '--as', 'inconnu')
        self.refused(FORBIDDEN, 'ROLE_REQUIRED', 'call', 'GrantLabel', '{}', '--as', 'passant')

    # ---- The rules of entry

    def submit(self, reason, communes, epcis=(PAYS_DE_BRIE,), who='prefecture-77', note='Une note.', **expected):
        request = {'communeCodes': list(communes), 'epciSirens': list(epcis), 'projectNote': note}
        return self.refused(REFUSED, reason, 'call', 'SubmitCandidacy', json.dumps(request), '--as', who, **expected)

    def test_an_unknown_commune(self):
        for who in ('prefecture-77', 'prefecture-84'):
            self.submit('COMMUNE_UNKNOWN', ['77999'], who=who, fields=['commune_codes'], says=['77999'])
        self.refused(REFUSED, 'UNKNOWN_CODE', 'call', 'GetCommune', '{"code": "77999"}', fields=['code'])

    def test_a_commune_of_a_living_territory(self):
        self.submit('COMMUNE_TAKEN', [PROVINS], [PROVINOIS], fields=['commune_codes'],
                    says=['Provins (77379)', '« Provinois »'])

    def test_a_commune_already_candidate(self):
        self.submit('COMMUNE_ALREADY_CANDIDATE', [FERTE, COULOMMIERS], fields=['commune_codes'],
                    says=['Coulommiers (77131)'])

    def test_a_commune_that_is_too_large(self):
        self.submit('POPULATION_LIMIT', [SORGUE], [MONTS_DE_VAUCLUSE], 'prefecture-84', fields=['commune_codes'],
                    rule=RULE, says=["L'Isle-sur-la-Sorgue (84054)", '20244', '2023', '20000'])

    def test_the_limit_itself_is_too_large(self):
        self.population('20000')
        self.submit('POPULATION_LIMIT', ['77186'], ['200072346'], fields=['commune_codes'], rule=RULE, says=['20000'])
        self.population('19999')
        self.instance.submit(communes=('77186',), epcis=('200072346',))  # Fontainebleau

    def population(self, value):
        with tempfile.NamedTemporaryFile('w', suffix='.csv') as file:
            print(f'77186;{value}', file=file, flush=True)
            self.instance.pvd('import', 'populations', file.name, '--year', '2023', '--source', 'Un essai')

    def test_a_perimeter_that_does_not_hold_together(self):
        self.submit('COMMUNE_OUTSIDE_EPCI', [FERTE], [], fields=['epci_sirens'], rule=RULE,
                    says=['CA Coulommiers Pays de Brie'])
        self.submit('EPCI_WITHOUT_COMMUNE', [FERTE], [PAYS_DE_BRIE, PROVINOIS], fields=['epci_sirens'])
        self.submit('EPCI_UNKNOWN', [FERTE], ['123456782'], fields=['epci_sirens'])
        self.submit('COMMUNE_TWICE', [FERTE, FERTE], fields=['commune_codes'])
        self.submit('EPCI_TWICE', [FERTE], [PAYS_DE_BRIE, PAYS_DE_BRIE], fields=['epci_sirens'])
        self.submit('COMMUNES_MISSING', [], fields=['commune_codes'])
        self.submit('CODE_INVALID', ['7718'], fields=['commune_codes'])
        self.submit('CODE_INVALID', [FERTE], ['20009050'], fields=['epci_sirens'])
        self.submit('TOO_MANY_COMMUNES', [f'77{n:03}' for n in range(1, 22)], fields=['commune_codes'])

    def test_a_note_that_is_no_text(self):
        self.submit('TEXT_MISSING', [FERTE], note=' \n', fields=['project_note'])
        self.submit('TEXT_TOO_LONG', [FERTE], note='é' * 4001, fields=['project_note'])
        self.submit('TEXT_INVALID', [FERTE], note='une\u0007cloche', fields=['project_note'])

    # ---- Over the bus, where no command line has looked first

    def over_the_bus(self, reason, method, body, kind=envelope_pb2.KIND_COMMAND, field=None):
        positions = self.instance.positions()
        with self.instance.partner('prefecture-77') as partner:
            key = {'key': ulid()} if kind == envelope_pb2.KIND_COMMAND else {}
            with self.assertRaises(Refused) as refused:
                partner.reply(partner.start(kind, 'registry', f'{REGISTRY}/{method}', body, **key))
        self.assertEqual(refused.exception.reason, reason, refused.exception)
        if field:
            self.assertEqual(list(refused.exception.status.fields), [field])
        self.assertTrue(refused.exception.status.message)
        self.assertEqual(self.instance.positions(), positions, 'something was written')

    def test_a_body_that_is_no_message(self):
        good = candidacy_pb2.SubmitCandidacyRequest(commune_codes=[FERTE], epci_sirens=[PAYS_DE_BRIE],
                                                    project_note='Une note.').SerializeToString()
        for body in (good[:-1], b'\xff' * 20, b'\x0a', b'\x0b\x0a\x00', good + b'\x00'):
            self.over_the_bus('REQUEST_MALFORMED', 'SubmitCandidacy', body)
        self.over_the_bus('UNKNOWN_FIELD', 'SubmitCandidacy', good + b'\x98\x06\x01')
        self.over_the_bus('FIELD_REPEATED', 'SubmitCandidacy', good + b'\x22\x01x', field='project_note')
        self.over_the_bus('TEXT_INVALID', 'SubmitCandidacy', good.replace(b'Une', b'\xc3\x28e'), field='project_note')
        self.over_the_bus('TEXT_INVALID', 'SubmitCandidacy', good.replace(b'77183', b'77\x00\xff3'),
                          field='commune_codes')

    def test_an_enumeration_without_such_a_value(self):
        body = candidacy_pb2.GiveOpinionRequest(candidacy_id='01ARZ3NDEKTSV4RRFFQ69G5FAV').SerializeToString()
        self.over_the_bus('UNKNOWN_VALUE', 'GiveOpinion', body + b'\x10\x63', field='kind')

    def test_a_method_nobody_has(self):
        self.over_the_bus('UNKNOWN_METHOD', 'GetComune', b'', envelope_pb2.KIND_QUERY)

    def test_a_command_without_a_key(self):
        body = candidacy_pb2.SubmitCandidacyRequest(commune_codes=[FERTE], epci_sirens=[PAYS_DE_BRIE],
                                                    project_note='Une note.')
        positions = self.instance.positions()
        with self.instance.partner('prefecture-77') as partner, self.assertRaises(Refused) as refused:
            partner.reply(partner.start(envelope_pb2.KIND_COMMAND, 'registry', f'{REGISTRY}/SubmitCandidacy', body))
        self.assertEqual(refused.exception.reason, 'KEY_MISSING')
        self.assertEqual(self.instance.positions(), positions)


class WithoutCriteria(Refusals):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Programme(criteria=False))

    def test_nobody_enters_before_criteria_are_adopted(self):
        request = {'communeCodes': [FERTE], 'epciSirens': [PAYS_DE_BRIE], 'projectNote': 'Une note.'}
        self.refused(REFUSED, 'NO_CRITERIA', 'call', 'SubmitCandidacy', json.dumps(request), '--as', 'prefecture-77')
        self.refused(REFUSED, 'NO_CRITERIA', 'call', 'GetCriteria', '{}', fields=['version'])

    def test_the_same_import_writes_nothing(self):
        positions = self.instance.positions()
        done = self.instance.pvd('import', 'cog', '--json', timeout=IMPORT_SECONDS)
        self.assertEqual(json.loads(done.stdout), dict(FRANCE, written=0))
        self.assertEqual(self.instance.positions(), positions)


def damaged(change, file):
    """A change to the rows of a file."""
    def apply(folder):
        path = os.path.join(folder, 'data', file)
        with open(path, encoding='utf-8') as text:
            rows = json.load(text)
        change(rows)
        rewrite(path, json.dumps(rows).encode())
    return apply


def rewrite(path, content):
    os.unlink(path)  # it is a link to the real one
    with open(path, 'wb') as file:
        file.write(content)


def cut(file, size):
    def apply(folder):
        path = os.path.join(folder, 'data', file)
        with open(path, 'rb') as text:
            rewrite(path, text.read()[:size])
    return apply


def replaced(file, old, new):
    def apply(folder):
        path = os.path.join(folder, 'data', file)
        with open(path, 'rb') as text:
            content = text.read()
        assert old in content, f'{file} has no {old}'
        rewrite(path, content.replace(old, new, 1))
    return apply


def row_of(rows, code):
    return next(row for row in rows if row['code'] == code and row.get('type') != 'commune-deleguee')


DAMAGES = {  # name → (what is done to the files, words the sentence has)
    'cut short': (cut('communes.json', 1000000), ['communes.json, ligne ', 'colonne ']),
    'without its last bracket': (cut('regions.json', -3), ['regions.json, ligne']),
    'empty': (cut('epci.json', 0), ['epci.json, ligne 1']),
    'missing': (lambda folder: os.unlink(os.path.join(folder, 'data', 'departements.json')), ['departements.json']),
    'no list': (lambda folder: rewrite(os.path.join(folder, 'data', 'regions.json'), b'{}'),
                ['regions.json', 'une liste']),
    'a row that is no object': (damaged(lambda rows: rows.append(7), 'regions.json'), ['regions.json, ligne 27']),
    'a number for a code': (damaged(lambda rows: row_of(rows, '77').update(code=77), 'departements.json'),
                            ['departements.json, ligne', '« code »', 'un texte']),
    'a code without its zero': (damaged(lambda rows: row_of(rows, '01004').update(code='1004'), 'communes.json'),
                                ['communes.json', '1004', '« code »']),
    'words for a population': (damaged(lambda rows: row_of(rows, '77183').update(population='dix mille'),
                                       'communes.json'), ['communes.json', '77183', '« population »']),
    'a negative population': (damaged(lambda rows: row_of(rows, '77183').update(population=-1), 'communes.json'),
                              ['communes.json', '77183', '« population »']),
    'no name': (damaged(lambda rows: row_of(rows, '77183').pop('nom'), 'communes.json'), ['77183', '« nom »']),
    'a name that is not on one line': (damaged(lambda rows: row_of(rows, '77').update(nom='Seine\net-Marne'),
                                               'departements.json'), ['77', '« nom »']),
    'the same code twice': (damaged(lambda rows: rows.append(row_of(rows, '77183')), 'communes.json'),
                            ['communes.json', '77183', 'deux fois']),
    'a key twice in a row': (replaced('regions.json', b'"code":', b'"code": "11", "code":'), ['regions.json']),
    'a member nobody knows': (damaged(lambda rows: row_of(rows, PAYS_DE_BRIE)['membres'].append({'code': '77999'}),
                                      'epci.json'), ['epci.json', PAYS_DE_BRIE, '« 77999 »']),
    'a member of two': (damaged(lambda rows: row_of(rows, PROVINOIS)['membres'].append({'code': FERTE}), 'epci.json'),
                        ['epci.json', FERTE, PAYS_DE_BRIE, PROVINOIS]),
    'a member twice': (damaged(lambda rows: row_of(rows, PROVINOIS)['membres'].append({'code': PROVINS}),
                               'epci.json'), ['epci.json', PROVINOIS, 'deux fois']),
    'a département nobody knows': (damaged(lambda rows: row_of(rows, FERTE).update(departement='96'), 'communes.json'),
                                   ['communes.json', FERTE]),
    'a kind nobody knows': (damaged(lambda rows: row_of(rows, PROVINOIS).update(type='CLUB'), 'epci.json'),
                            ['epci.json', PROVINOIS, '« type »']),
    'not UTF-8': (replaced('regions.json', 'Île'.encode(), 'Île'.encode('latin-1')), ['regions.json']),
}


class Geography(Refusals):
    """Files of the geography, damaged one by one, on an instance that has none yet."""

    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Instance())

    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory(prefix='pvd-cog-'))
        os.mkdir(os.path.join(self.folder, 'data'))
        os.symlink(os.path.join(COG, 'package.json'), os.path.join(self.folder, 'package.json'))
        for name in os.listdir(os.path.join(COG, 'data')):
            os.symlink(os.path.join(COG, 'data', name), os.path.join(self.folder, 'data', name))

    def import_damaged(self, damage, says):
        damage(self.folder)
        self.refused(USAGE, 'COG_INVALID', 'import', 'cog', os.path.join(self.folder, 'data'), says=says)

    def test_a_folder_that_is_none(self):
        self.refused(USAGE, 'COG_INVALID', 'import', 'cog', '/nowhere', says=['/nowhere'])

    def test_a_version_nobody_knows(self):
        rewrite(os.path.join(self.folder, 'package.json'), b'{"version": "99.0.0"}')
        self.refused(USAGE, 'USAGE', 'import', 'cog', os.path.join(self.folder, 'data'),
                     says=['99.0.0', '--cog-year', '--population-year'])

    def test_something_that_is_not_imported(self):
        self.refused(USAGE, 'USAGE', 'import', 'cogs', says=['« cog »'])


def add_damage(name, damage, says):
    def test(self):
        self.import_damaged(damage, says)
    setattr(Geography, f'test_{name.replace(" ", "_")}', test)


for title, (damage, says) in DAMAGES.items():
    add_damage(title, damage, says)

if __name__ == '__main__':
    unittest.main()
