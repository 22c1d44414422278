"""A second instance follows the first: the same territories and journals, alone when the first is away, and no word
of its own in what the first one owns."""
import json
import os
import subprocess
import tempfile
import time
import unittest

from instance import BIN, CommandFailed, Instance
from notes import Writer, module
from partner import Partner, Refused, envelope_pb2
from ports import free_port
from programme import FERTE, PAYS_DE_BRIE, Programme

CATCH_UP_SECONDS = 60  # a link that found nobody waits up to 30 s before it tries again
bus_pb2 = module('bus.v1.bus')
candidacy_pb2 = module('registry.v1.candidacy')


def registry(instance):
    return json.loads(instance.pvd('status', '--service', 'registry', '--json').stdout)['services']['registry']


def wait_until(holds, what):
    """A service that is busy may answer late: it is asked again."""
    def asked():
        try:
            return holds()
        except CommandFailed:
            return False
    end = time.monotonic() + CATCH_UP_SECONDS
    while not asked():
        assert time.monotonic() < end, what()
        time.sleep(0.1)


def wait_for_same_head(first, second):
    wait_until(lambda: registry(first)['position'] == registry(second)['position'],
               lambda: (registry(first), registry(second)))


def note(instance, text='un'):
    with instance.partner('operator') as operator:
        Writer(operator, name=text).run(count=3)


def up(*args):
    """A `pvd up` that must end by itself: its exit code and what it said."""
    process = subprocess.run([os.path.join(BIN, 'pvd'), 'up', *args], capture_output=True, text=True, timeout=30)
    return process.returncode, process.stderr


class Pair(unittest.TestCase):
    """Two for each test, A with a port that outlives it."""
    first_kind = Instance

    def setUp(self):
        self.a = self.enterContext(self.first_kind(up=['--port', str(free_port())]))
        self.b = self.enterContext(self.follower('prefecture-77', self.a.dir))

    @staticmethod
    def follower(name, upstream):
        return Instance(up=['--follow', upstream, '--name', name])

    def follow_row(self):
        """What B tells of its following."""
        status = registry(self.b)
        self.assertEqual(status['ownerInstance'], 'national')
        self.assertEqual(status['instance'], 'prefecture-77')
        row = status['follows'][-1]
        self.assertEqual(row['service'], 'registry@national')
        return row


class OfTheProgramme(Pair):
    first_kind = Programme

    def test_the_same_territories_and_no_word_of_its_own(self):
        self.a.label('La Ferté')
        self.a.territory(status='TERRITORY_STATUS_LABELLED')
        self.b.principal('passant', 'PUBLIC')
        self.b.principal('prefecture-77', 'PREFECTURE', '--departement', '77')
        wait_for_same_head(self.a, self.b)
        for query in (('ListTerritories', {}), ('GetCommune', {'code': FERTE})):
            self.assertEqual(self.a.call(*query, '--as', 'passant'), self.b.call(*query, '--as', 'passant'))
        self.assertEqual(len(self.b.call('ListTerritories', {}, '--as', 'passant')['territories']), 1)
        self.assertEqual(len(self.b.call('ListCandidacies', {}, '--as', 'prefecture-77')['candidacies']), 1)
        self.refuses_what_it_does_not_own()
        self.obtains_no_write()
        self.b.pvd('verify')
        self.b.pvd('rebuild', '--check')

    def refuses_what_it_does_not_own(self):
        before = registry(self.b)
        request = {'communeCodes': [FERTE], 'epciSirens': [PAYS_DE_BRIE], 'projectNote': 'Le centre.'}
        error = self.b.refusal('SubmitCandidacy', request, '--as', 'prefecture-77')
        self.assertEqual((error['code'], error['reason']), ('FAILED_PRECONDITION', 'NOT_OWNER'))
        self.assertRegex(error['message'], r"^Cette instance suit « national » : .* l'instance « national »\.$")
        self.assertEqual(self.b.refusal('SubmitCandidacy', request, '--as', 'passant')['reason'], 'ROLE_REQUIRED')
        self.assertEqual(self.b.pvd('import', 'criteria', check=False).returncode, 1)
        after = registry(self.b)
        self.assertEqual((before['position'], before['commits']), (after['position'], after['commits']))

    def obtains_no_write(self):
        """B's key reads at A, and nothing else."""
        endpoint = self.a.endpoint()
        before = self.a.positions()
        with Partner(endpoint['tcp'], endpoint['server_key'], *self.b.keys('upstream')) as partner:
            self.assertTrue(partner.fetch('registry').entries)
            for service, method, request in (
                    ('registry', 'pvd.registry.v1.RegistryService/SubmitCandidacy',
                     candidacy_pb2.SubmitCandidacyRequest(commune_codes=[FERTE])),
                    ('bus', 'pvd.bus.v1.BusService/AddPrincipal', bus_pb2.AddPrincipalRequest())):
                with self.assertRaises(Refused) as caught:
                    partner.command(service, method, request)
                self.assertEqual(caught.exception.status.code, envelope_pb2.CODE_PERMISSION_DENIED)
        self.assertEqual(self.a.positions(), before)


class Apart(Pair):
    def test_the_first_one_is_away(self):
        note(self.a)
        wait_for_same_head(self.a, self.b)
        head = registry(self.b)['position']
        self.a.stop()
        wait_until(lambda: self.follow_row().get('unreachableSince'), self.follow_row)
        self.assertFalse(self.follow_row()['keyRefused'])
        self.assertIn('sans liaison depuis', self.b.pvd('status').stdout)
        self.b.principal('mairie', 'COLLECTIVITE', '--collectivite', FERTE)
        self.b.call('GetGeography', {}, '--as', 'mairie')
        self.b.stop()
        self.b.start()  # alone from its start
        self.assertEqual(registry(self.b)['position'], head)
        self.b.call('GetGeography', {}, '--as', 'mairie')
        self.a.start()
        note(self.a, 'deux')
        wait_for_same_head(self.a, self.b)
        self.assertIsNone(self.follow_row().get('unreachableSince'))
        self.b.pvd('rebuild', '--check')

    def test_the_second_one_is_away(self):
        note(self.a)
        wait_for_same_head(self.a, self.b)
        self.b.stop()
        note(self.a, 'deux')
        self.b.up = []  # it remembers whom it follows
        self.b.start()
        wait_for_same_head(self.a, self.b)
        self.assertEqual(int(self.follow_row()['headSequence']), int(registry(self.a)['position']['sequence']))

    def test_killed_while_it_catches_up(self):
        for text in ('un', 'deux', 'trois'):
            note(self.a, text)
            self.b.kill('registry')
            wait_until(lambda: self.b.pvd('status', check=False).returncode == 0, self.b.log_text)
        wait_for_same_head(self.a, self.b)
        self.b.pvd('verify')

    def test_revoked_it_keeps_what_it_has(self):
        note(self.a)
        wait_for_same_head(self.a, self.b)
        head = registry(self.b)['position']
        self.a.pvd('principal', 'revoke', 'instance-prefecture-77', '--reason', 'Fin de la convention.')
        note(self.a, 'deux')
        wait_until(lambda: self.follow_row()['keyRefused'], self.follow_row)
        self.assertIn('CLÉ NON ADMISE', self.b.pvd('status').stdout)
        self.assertEqual(registry(self.b)['position'], head)
        self.b.call('GetGeography')

    def test_a_backup_of_it_is_restored_and_catches_up(self):
        note(self.a)
        wait_for_same_head(self.a, self.b)
        self.b.pvd('backup', 'copie')
        note(self.a, 'deux')
        wait_for_same_head(self.a, self.b)
        self.b.stop()
        self.b.pvd('restore', 'copie')
        self.b.start()
        wait_for_same_head(self.a, self.b)
        self.b.pvd('verify')

    def test_the_first_one_restored_to_before_what_it_knows(self):
        note(self.a)
        self.a.pvd('backup', 'copie')
        note(self.a, 'deux')
        wait_for_same_head(self.a, self.b)
        head = registry(self.b)['position']
        self.a.stop()
        self.a.pvd('restore', 'copie')
        self.a.start()
        wait_until(lambda: self.follow_row()['halted'], self.follow_row)
        self.assertEqual(registry(self.b)['position'], head)
        self.assertRegex(self.b.pvd('status').stdout, "ALARME : Le journal de « registry@national » n.est plus suivi.*dossier neuf")

    def test_another_is_not_followed(self):
        self.b.stop()
        other = dict(self.a.endpoint(), instance='autre')
        with tempfile.NamedTemporaryFile('w', suffix='.json') as file:
            json.dump(other, file)
            file.flush()
            code, said = up('--dir', self.b.dir, '--follow', file.name)
        self.assertEqual(code, 5)
        self.assertIn('cette instance suit « national »', said)
        self.assertIn('elle ne peut pas suivre « autre »', said)


class Joining(unittest.TestCase):
    def setUp(self):
        self.a = self.enterContext(Instance())

    def test_admitted_later_by_hand(self):
        """As on another machine: B has a copy of A's file, and A's operator the command that B printed."""
        with tempfile.NamedTemporaryFile('w', suffix='.json') as file:
            json.dump(self.a.endpoint(), file)
            file.flush()
            b = self.enterContext(Instance(up=['--follow', file.name, '--name', 'prefecture-84']))
        wait_until(lambda: registry(b)['follows'][-1]['keyRefused'], lambda: registry(b))
        note(self.a)
        wait_until(lambda: 'Pour arrêter' in b.log_text(), b.log_text)  # all of it is printed
        command = b.log_text().split("à faire une fois chez")[1].split('\n  pvd ')[1].split('\n\n')[0]
        subprocess.run(f'{BIN}/pvd --dir {self.a.dir} {command}', shell=True, check=True, capture_output=True)
        wait_for_same_head(self.a, b)

    def test_who_has_written_does_not_follow(self):
        with Instance(up=['--name', 'prefecture-84']) as b:
            note(b)
            b.stop()
            code, said = up('--dir', b.dir, '--follow', self.a.dir)
            self.assertEqual(code, 5)
            self.assertIn('a déjà écrit elle-même 3 entrées de « registry »', said)
            self.assertFalse(os.path.exists(b.path('upstream.json')))

    def test_what_is_asked_for_makes_sense(self):
        with tempfile.TemporaryDirectory() as folder:
            new = os.path.join(folder, 'prefecture-84')
            for arguments, code, what in (
                    (('--follow', os.path.join(folder, 'nowhere')), 2, 'nowhere'),
                    (('--follow', folder), 3, "n'est pas en marche"),
                    (('--follow', self.a.path('instance.json')), 2, '« instance » manque'),
                    (('--follow', self.a.dir, '--name', 'national'), 2, "s'appelleraient « national »"),
                    (('--follow', self.a.dir, '--name', 'Préfecture'), 2, '--name')):
                with self.subTest(arguments):
                    given, said = up('--dir', new, *arguments)
                    self.assertEqual(given, code, said)
                    self.assertIn(what, said)
                    self.assertFalse(os.path.exists(os.path.join(new, 'upstream.json')))


if __name__ == '__main__':
    unittest.main()
