"""Services that follow each other: what one wrote is read from the other, what stops a follower stops it for one
source alone, and an operator gets it going again."""
import functools
import glob
import json
import os
import re
import shutil
import time
import unittest

from instance import Instance

UNREACHABLE = 3  # an exit code of `pvd`
POISON_AT = 3  # an entry of a source


@functools.cache
def followers():
    """Whom each service of the contract follows."""
    with Instance(up=['--no-import']) as instance:
        return {name: sorted(follow['service'] for follow in status['follows'])
                for name, status in services(instance).items()}


def services(instance):
    return json.loads(instance.pvd('status', '--json', check=False).stdout)['services']


def one_that_follows(count, case):
    for name, sources in followers().items():
        if len(sources) >= count:
            return name, sources
    case.skipTest(f'no service of the contract follows {count} others')


def note(instance, service, text):
    """Writes; gives the position as --at-least wants it."""
    process = instance.pvd('call', 'Note', json.dumps({'text': text}), '--json', '--service', service)
    return json.loads(process.stderr.splitlines()[-1])['position']


def follow(instance, follower, source):
    status = instance.call('GetStatus', {}, '--service', follower, '--timeout', '60')
    return next(follow for follow in status['follows'] if follow['service'] == source)


def wait_until(done, what, seconds=60):
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, f'not {what} after {seconds} s'
        time.sleep(0.2)


class Following(unittest.TestCase):
    def read_behind(self, instance, follower, position, *args, check=True):
        return instance.call('GetStatus', {}, '--service', follower, '--at-least', position, *args, check=check)

    def check_stores(self, instance):
        instance.settle()
        for command in (['verify'], ['rebuild', '--check']):
            done = instance.pvd(*command, check=False, timeout=120)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_who_wrote_reads_behind_it(self):
        follower, sources = one_that_follows(1, self)
        with Instance(up=['--no-import']) as instance:
            for source in sources:
                for n in range(5):
                    position = note(instance, source, f'note {n}')
                    told = self.read_behind(instance, follower, position)
                    sequence = next(int(f['sequence']) for f in told['follows'] if f['service'] == source)
                    self.assertGreaterEqual(sequence, int(position.split(':')[2]))
            late = self.read_behind(instance, follower, f'{sources[0]}:1:1000000', '--timeout', '1', check=False)
            self.assertEqual(late['error']['code'], 'DEADLINE_EXCEEDED')

    # ---- An entry that kills

    def test_an_entry_that_kills_stops_its_source_alone(self):
        follower, (source, other, *_) = one_that_follows(2, self)
        with Instance(env={'PVD_KILL': f'take_{follower}_{source}_{POISON_AT}:1'}, up=['--no-import']) as instance:
            for n in range(5):
                last = note(instance, source, f'note {n}')
            wait_until(lambda: 'POISONED' in follow(instance, follower, source)['halted'], 'poisoned')
            self.assertEqual(int(follow(instance, follower, source)['sequence']), POISON_AT - 1)
            self.check_the_others(instance, follower, source, other)
            self.check_told(instance, follower, source)
            late = self.read_behind(instance, follower, last, '--timeout', '2', check=False)
            self.assertEqual(late['error']['code'], 'DEADLINE_EXCEEDED')
            self.check_resumed(instance, follower, source, last)

    def check_the_others(self, instance, follower, source, other):
        position = note(instance, other, 'one more')
        self.read_behind(instance, follower, position, '--timeout', '60')
        note(instance, follower, 'of its own')
        halted = {name for name, status in services(instance).items()
                  for each in status['follows'] if each['halted'] and (name, each['service']) != (follower, source)}
        self.assertEqual(halted, set())

    def check_told(self, instance, follower, source):
        told = instance.pvd('status').stdout
        self.assertRegex(told, rf'suit {source} : entrée {POISON_AT - 1}, [1-9]\d* à prendre, ARRÊTÉ depuis \d+ ')
        self.assertIn(f'pvd resume {follower} {source}', told)
        self.assertNotIn('\033', told)  # it is no terminal

    def check_resumed(self, instance, follower, source, last):
        """Resumed with the fault, it stops again; once that was corrected, it goes on."""
        instance.pvd('resume', follower, source)
        wait_until(lambda: instance.log_text().count(f'killpoint take_{follower}_{source}_{POISON_AT} 1') == 4,
                   'killed twice more')
        wait_until(lambda: 'POISONED' in follow(instance, follower, source)['halted'], 'poisoned again')
        instance.stop()
        del instance.env['PVD_KILL']
        instance.start()
        self.assertIn('POISONED', follow(instance, follower, source)['halted'])
        instance.pvd('resume', follower, source)
        self.read_behind(instance, follower, last, '--timeout', '60')
        self.check_stores(instance)

    # ---- A source that was restored

    def test_a_restored_source_is_followed_from_what_is_in_common(self):
        follower, (source, *_) = one_that_follows(1, self)
        with Instance(up=['--no-import']) as instance:
            for n in range(12):
                note(instance, source, f'kept {n}')
            instance.pvd('backup', 'avant')
            for n in range(9):
                lost = note(instance, source, f'lost {n}')
            self.read_behind(instance, follower, lost)
            self.restore(instance, source)
            kept = instance.positions()[source]
            wait_until(lambda: 'JOURNAL_DIVERGED' in follow(instance, follower, source)['halted'], 'diverged')
            self.assertIn(f'pvd resume {follower} {source} --rewind', instance.pvd('status').stdout)
            instance.pvd('resume', follower, source)  # of no use
            wait_until(lambda: 'JOURNAL_DIVERGED' in follow(instance, follower, source)['halted'], 'diverged again')
            told = json.loads(instance.pvd('resume', follower, source, '--rewind', '--json').stdout)
            self.assertEqual(told['sequence'], str(kept[1]))
            self.assertEqual(told['rewoundFrom'], lost.split(':')[2])
            position = note(instance, source, 'after')
            self.assertTrue(re.fullmatch(rf'{source}:2:{kept[1] + 1}', position), position)
            self.read_behind(instance, follower, position)
            self.check_stores(instance)

    def restore(self, instance, source):
        """The source alone goes on from the backup."""
        instance.stop()
        instance.pvd('restore', 'avant')
        for kept in glob.glob(instance.path('*.before-*')):
            service = os.path.basename(kept).split('.')[0]
            if service != source:
                shutil.rmtree(instance.path(service))
                os.rename(kept, instance.path(service))
        instance.start()

    def test_a_source_that_is_followed_stays_so(self):
        follower, (source, *_) = one_that_follows(1, self)
        with Instance(up=['--no-import']) as instance:
            position = note(instance, source, 'note')
            self.read_behind(instance, follower, position)
            before = follow(instance, follower, source)
            told = instance.pvd('resume', follower, source, '--rewind').stdout
            self.assertIn(f"{follower} suit {source} depuis l'entrée {before['sequence']}.", told)
            self.assertEqual(follow(instance, follower, source)['rewoundFrom'], '0')


if __name__ == '__main__':
    unittest.main()
