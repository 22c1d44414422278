"""What a service wants told to the world is, at least once, and its journal says so once: also when the process
is killed between the file and the entry."""
import os
import time
import unittest

from instance import Instance
from notes import read_all
from partner import Refused, envelope_pb2, module

from test_kill import check_stores

effect_pb2 = module('bus.v1.effect')
CARRIED_OUT = 'pvd.bus.v1.EffectCarriedOut'
POINTS = ['effect_carried_out', 'engine_before_commit', 'engine_after_commit']
FILES = 30


def names():
    return [f'lettres/mairie-{n % 3}/{n:02}.txt' for n in range(FILES)]


def carried_out(partner):
    """The subjects that the registry says were carried out; none while it is just being started again."""
    try:
        return [effect_pb2.EffectCarriedOut.FromString(payload).subject
                for header, payload in read_all(partner) if header.type == CARRIED_OUT]
    except Refused as refused:
        if refused.code != envelope_pb2.CODE_UNAVAILABLE:
            raise
        return []


def wait_until(done, seconds=30):
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, 'it never was'
        time.sleep(0.1)


class Files(unittest.TestCase):
    def want(self, instance, name, text):
        instance.call('Note', {'text': text, 'file': name}, '--service', 'registry', '--timeout', '30')

    def check(self, instance, wanted):
        with instance.partner('operator') as partner:
            wait_until(lambda: len(carried_out(partner)) >= len(wanted))
            said = []
            wait_until(lambda: said.extend(carried_out(partner)) or said)
            self.assertEqual(sorted(said), sorted(wanted))
        for name in wanted:
            with open(instance.path('outbox', name), encoding='utf-8') as file:
                self.assertEqual(file.read(), f'lettre {name}')
        found = [os.path.join(folder, file) for folder, _, files in os.walk(instance.path('outbox'))
                 for file in files]
        self.assertEqual(len(found), len(wanted), found)
        self.assertEqual(instance.status('registry')['effectsWaiting'], '0')
        check_stores(self, instance)

    def killed_at(self, point):
        with Instance(env={'PVD_KILL': f'{point}:5'}, up=['--no-import']) as instance:
            for name in names():
                self.want(instance, name, f'lettre {name}')
            self.check(instance, names())
            self.assertGreaterEqual(instance.log_text().count(f'killpoint {point} 5'), 1)

    def test_what_stands_in_the_way_is_an_alarm_and_is_gone_with_it(self):
        with Instance(up=['--no-import']) as instance:
            with open(instance.path('outbox'), 'w', encoding='utf-8') as file:
                file.write('in the way')
            self.want(instance, 'a.txt', 'lettre a.txt')
            wait_until(lambda: instance.status('registry')['alarms'])
            alarm, = instance.status('registry')['alarms']
            self.assertIn('« a.txt » (file)', alarm)
            self.assertIn('outbox/a.txt', alarm)
            self.want(instance, 'b.txt', 'lettre b.txt')  # nothing else stops
            os.unlink(instance.path('outbox'))
            self.check(instance, ['a.txt', 'b.txt'])
            self.assertEqual(instance.status('registry')['alarms'], [])


def add_point(point):
    def test(self):
        self.killed_at(point)
    setattr(Files, f'test_killed_at_{point}', test)


for each in POINTS:
    add_point(each)


if __name__ == '__main__':
    unittest.main()
