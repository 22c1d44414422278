"""kill -9: at every numbered point around the commit, and at random moments under load. Acknowledgements are kept
here, outside of the instance: none may be lost, none applied twice."""
import json
import random
import time
import unittest

from amount import SEED, amount
from instance import Instance
from notes import Writer, check_written

POINTS = ['engine_command_decided', 'engine_before_commit', 'store_before_commit', 'store_after_commit',
          'engine_after_commit', 'engine_replied']
RANDOM_KILLS = amount(30, 1000)


def check_stores(case, instance):
    """After it has come back by itself; without kills from then on, lest what checks is killed."""
    instance.settle()
    if instance.env.pop('PVD_KILL', None):
        instance.stop()
        instance.start()
    verified = instance.pvd('verify', check=False)
    case.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
    rebuilt = instance.pvd('rebuild', '--check', check=False)
    case.assertEqual(rebuilt.returncode, 0, rebuilt.stdout + rebuilt.stderr)


class KilledAtAPoint(unittest.TestCase):
    def killed_at(self, point):
        with Instance(env={'PVD_KILL': f'{point}:25'}, up=['--no-import']) as instance:
            with instance.partner('operator') as partner:
                writer = Writer(partner, in_flight=8)
                writer.run(count=300)
                check_written(self, partner, writer)
            check_stores(self, instance)
            hits = instance.log_text().count(f'killpoint {point} 25')
            self.assertGreaterEqual(hits, 1, f'{point} was never reached')


def add_point(point):
    def test(self):
        self.killed_at(point)
    setattr(KilledAtAPoint, f'test_{point}', test)


for name in POINTS:
    add_point(name)


class KilledAtRandom(unittest.TestCase):
    def test_random_moments_under_load(self):
        chance = random.Random(SEED)
        print(f'seed {SEED}')
        with Instance(up=['--no-import']) as instance:
            with instance.partner('operator') as partner:
                writer = Writer(partner, in_flight=32)
                for _ in range(RANDOM_KILLS):
                    self.run_and_kill(instance, writer, chance)
                writer.run(count=10)
                check_written(self, partner, writer)
                print(f'{RANDOM_KILLS} kills, {writer.sent} notes, {writer.retries} sent again')
            check_stores(self, instance)

    def run_and_kill(self, instance, writer, chance):
        end = time.monotonic() + chance.uniform(0.02, 0.25)
        killed = []

        def kill():
            if not killed and time.monotonic() >= end:
                killed.append(self.kill_one(instance, chance))
        take = writer.partner.take

        def take_and_kill(timeout):
            kill()
            take(min(timeout, 0.005))
        writer.partner.take = take_and_kill
        try:
            writer.run(seconds=0.3)
        finally:
            writer.partner.take = take
        kill()  # where nothing was waited for until then
        self.assertTrue(killed)

    def kill_one(self, instance, chance):
        try:
            instance.kill('registry')
            return True
        except (ProcessLookupError, json.JSONDecodeError):
            return True  # it is just being started again: a kill all the same


class PoisonedCall(unittest.TestCase):
    """A call that kills its service twice is refused the third time, and the service lives."""

    def test_a_call_that_kills_twice_is_refused(self):
        with Instance(env={'PVD_KILL': 'note_poison:1'}, up=['--no-import']) as instance:
            refused = instance.refusal('Note', {'text': 'poison'}, '--service', 'registry', '--timeout', '20')
            self.assertEqual(refused['reason'], 'POISONED')
            self.assertEqual(instance.log_text().count('killpoint note_poison 1'), 2)
            instance.call('Note', {'text': 'innocent'}, '--service', 'registry')
            check_stores(self, instance)


if __name__ == '__main__':
    unittest.main()
