#!/usr/bin/python3
"""An instance of each release, given back from its backup to today's programs, is what it was, and goes on."""
import base64
import time
import unittest

import clock
import stores
from partner import Refused
from release import Release, names
from stores import NAME, Then
from uploads import digest_of
from web import Web

AFTER = 60  # seconds after the backup, by its own clock
MUCH_LATER = 400 * 86400
DEADLINES_OF = {'funding', 'club', 'gateway'}  # of what was under way in each of them
NOTE = 'Le centre et la gare'  # what a candidacy of the story says, in the journal and in the state
EVENT = b'pvd.registry.v1.CandidacySubmitted'


def holds(now, then):
    """Whether an answer says all that it said then. It may say more: fields are added, none changes."""
    if isinstance(then, dict):
        return isinstance(now, dict) and all(name in now and holds(now[name], value) for name, value in then.items())
    if isinstance(then, list):
        return isinstance(now, list) and len(now) == len(then) and all(map(holds, now, then))
    return now == then


class Restored(Then):
    """A new instance with what a release left, and its clock set to then."""

    def __init__(self, release):
        self.kept = stores.kept_by(release)
        super().__init__(int(time.time()) - self.kept['instant'] - AFTER)
        stores.unpack(release, self.dir)

    def restore(self):
        self.pvd('restore', NAME, '--with-directory')
        return self

    def change(self, find):
        """One byte of the registry's backup, where `find` says."""
        with open(self.path('backup', NAME, 'registry', 'data.mdb'), 'r+b') as file:
            at = find(file.read())
            file.seek(at)
            byte, = file.read(1)
            file.seek(at)
            file.write(bytes([byte ^ 1]))

    def __enter__(self):
        return self


def in_journal(data):
    return data.index(NOTE.encode(), data.index(EVENT))


def in_state(data):
    """Not behind the type of an event: that is a row of the state."""
    at = -1
    while (at := data.index(NOTE.encode(), at + 1)) and EVENT in data[at - 300:at]:
        pass
    return at


@unittest.skipIf(clock.missing(), clock.missing())
class Stores(unittest.TestCase):
    def restored(self, name):
        return self.enterContext(Restored(Release(name)))

    def test_each_is_what_it_was_and_goes_on(self):
        for name in names():
            with self.subTest(name):
                instance = self.restored(name).restore()
                instance.start()
                instance.settle()
                self.whole(instance)
                self.the_same_past(instance)
                self.the_same_answers(instance)
                self.the_same_document(instance)
                self.goes_on(instance)
                self.deadlines_pass(instance)

    def whole(self, instance):
        instance.pvd('verify')
        instance.pvd('rebuild', '--check')

    def the_same_past(self, instance):
        """Whoever had read a journal to its end goes on from there."""
        self.assertGreater(len(instance.kept['heads']), 5)
        with instance.partner('operator') as reader:
            for service, head in instance.kept['heads'].items():
                position = self.at(head)
                self.assertGreater(position['after'], 0, service)
                reader.fetch(service, **position)
                with self.assertRaises(Refused) as refused:
                    reader.fetch(service, **{**position, 'hash': bytes(32)})
                self.assertEqual(refused.exception.reason, 'JOURNAL_DIVERGED')

    @staticmethod
    def at(head):
        return {'epoch': head['epoch'], 'after': int(head['sequence']), 'hash': base64.b64decode(head['hash'])}

    def the_same_answers(self, instance):
        asked, faults = instance.kept['answers'], []
        for who in {one['who'] for one in asked}:
            with instance.partner(who) as partner:
                for one in asked:
                    if one['who'] == who and not holds(stores.ask(partner, one), one['answer']):
                        faults.append((who, one['method'], one['request']))
        self.assertEqual(faults, [])
        print(f'{len(asked)} answers to {len({one["method"] for one in asked})} queries')
        self.assertGreater(len(asked), 60)

    def the_same_document(self, instance):
        """Over HTTP, by the token of then."""
        kept = instance.kept['document']
        with Web(instance) as web:
            answer = web.request('GET', f'/api/documents/{kept["id"]}', kept['headers'])
            self.assertEqual(web.request('GET', f'/api/documents/{kept["id"]}', {}).status, 401)
        self.assertEqual((answer.status, digest_of(answer.body)), (200, kept['digest']))

    def goes_on(self, instance):
        """Each service takes a command, and the story its next one, in a new epoch."""
        before = instance.positions()
        for service in instance.services():
            instance.call('Note', {'text': 'Après.'}, '--service', service)
        instance.call('SubmitCandidacy', {'communeCodes': ['77142'], 'epciSirens': ['200090504'], 'projectNote': 'Après.'},
                      '--as', 'demo.1.prefecture-77')
        instance.settle()
        for service, (epoch, sequence) in instance.positions().items():
            self.assertGreater(sequence, before[service][1], service)
            self.assertEqual(epoch, instance.kept['heads'][service]['epoch'] + 1, service)
        self.whole(instance)

    def deadlines_pass(self, instance):
        """Found a year later, with all that fell due meanwhile."""
        before = instance.positions()
        instance.stop()
        instance.env['FAKETIME'] = f'{instance.kept["instant"] + MUCH_LATER - int(time.time()):+d}'
        instance.start()
        instance.settle()
        self.whole(instance)
        grown = {service for service, position in instance.positions().items() if position > before[service]}
        self.assertGreaterEqual(grown, DEADLINES_OF)

    # ---- Negative controls

    def test_a_changed_byte_of_the_journal_is_refused(self):
        """In the backup: what is restored from it is found to be another past."""
        instance = self.restored('release-1')
        instance.change(in_journal)
        instance.restore().start()
        done = instance.pvd('verify', '--service', 'registry', check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn('ALTÉRÉ', done.stdout)
        instance.pvd('verify', '--service', 'funding')

    def test_a_changed_byte_of_the_state_is_seen(self):
        instance = self.restored('release-1')
        instance.change(in_state)
        instance.restore().start()
        instance.pvd('verify', '--service', 'registry')
        self.assertNotEqual(instance.pvd('rebuild', '--check', '--service', 'registry', check=False).returncode, 0)

    def test_a_changed_answer_is_seen(self):
        then = {'a': 1, 'b': [{'c': 'x'}]}
        self.assertTrue(holds({'a': 1, 'b': [{'c': 'x', 'd': 1}], 'e': 2}, then))
        for now in ({'b': [{'c': 'x'}]}, {'a': 2, 'b': [{'c': 'x'}]}, {'a': 1, 'b': []}, {'a': 1, 'b': [{'c': 'y'}]},
                    {'a': 1, 'b': [{'c': 'x'}, {}]}, {'a': 1, 'b': 'x'}):
            self.assertFalse(holds(now, then), now)


if __name__ == '__main__':
    unittest.main()
