"""The disk fills up while every service is written to, to any level and at any moment. A service then refuses what is
new and goes on answering, also when it is killed and started again; nothing acknowledged is lost, and what was refused
has no effect. When there is room again all of it goes on, without anybody's help."""
import json
import os
import random
import shutil
import signal
import time
import unittest

from amount import SEED, amount
from faults import ROOMY, FaultyInstance, services
from instance import Instance
from notes import Writer, check_written, finish, write_all
from partner import Refused, Unreachable, envelope_pb2, module
from volume import MIB, Volume, unavailable

process_pb2 = module('bus.v1.process')
CODE_UNAVAILABLE = envelope_pb2.CODE_UNAVAILABLE
STATUS = 'pvd.bus.v1.ProcessService/GetStatus'
ALARM = 'Le disque est presque plein'
DISK_MIB = 64
ROUNDS = amount(1, 30)
BEFORE_SECONDS, FULL_SECONDS = (0.02, 0.5), 1
ANSWER_SECONDS, WELCOME_SECONDS = 5, 2
# A commit that finds no room ends its process; then it is known.
DEATHS_MAX, DEATHS_SECONDS = 2, 20
MEMORY_MAX_KIB = 64 * 1024


def writers_of(names):
    return [Writer(None, service, in_flight=8, refusals=('STORAGE_FULL',)) for service in names]


class Filled(unittest.TestCase):
    def setUp(self):
        self.chance = random.Random(SEED)

    def begin(self, volume, instance, names):
        self.volume, self.instance, self.full = volume, instance, names
        self.writers = writers_of(services())
        self.partner, self.longest = None, 0
        self.addCleanup(lambda: self.partner and self.partner.close())

    def round(self):
        deaths = self.deaths()
        self.connect()
        write_all(self.writers, self.chance.uniform(*BEFORE_SECONDS))
        self.volume.fill(leave=self.chance.choice((0, self.chance.randrange(2 * MIB))))
        write_all(self.writers, FULL_SECONDS)
        self.check_full()
        self.long_work()
        for service, count in self.deaths().items():
            self.assertLessEqual(count - deaths.get(service, 0), DEATHS_MAX if service in self.full else 0, service)
        self.kill_one()
        self.check_full()
        self.volume.make_room()
        self.check_again()

    def connect(self):
        """Anew, where the bus was started anew; once more, where it ended before it said welcome."""
        end = time.monotonic() + ANSWER_SECONDS
        if self.partner:
            self.partner.close()
        self.partner = None
        while not self.partner:
            try:
                self.partner = self.instance.partner('operator', timeout=WELCOME_SECONDS, local=True)
            except Unreachable:
                self.assertLess(time.monotonic(), end, 'the bus says no welcome')
        for writer in self.writers:
            writer.move(self.partner)

    def deaths(self):
        counted = {}
        with open(self.instance.log_path, encoding='utf-8') as log:
            for line in log:
                if 'event=process_died' in line:
                    name = line.split('process=')[1].split()[0]
                    counted[name] = counted.get(name, 0) + 1
        return counted

    def write_until_deaths(self):
        """Of one service, more than there are where services look; the bus may be the first, and the connection with it."""
        end = time.monotonic() + DEATHS_SECONDS
        while max(self.deaths().values(), default=0) <= DEATHS_MAX:
            self.assertLess(time.monotonic(), end, self.deaths())
            self.connect()
            write_all(self.writers, 0.1)

    def ask(self, service):
        """Its status, and how long it took to tell."""
        start = time.monotonic()
        while True:
            try:
                return self.partner.query(service, STATUS, process_pb2.GetStatusRequest(),
                                          process_pb2.GetStatusResponse, timeout=0.5)
            except Refused as refused:  # it is being started again
                self.assertEqual(refused.code, CODE_UNAVAILABLE, refused)
                self.assertLess(time.monotonic() - start, ANSWER_SECONDS, f'{service} answers no more')
                time.sleep(0.02)
            except Unreachable:  # the bus is
                self.assertLess(time.monotonic() - start, ANSWER_SECONDS, f'{service} answers no more')
                self.connect()
            finally:
                self.longest = max(self.longest, time.monotonic() - start)

    def check_full(self):
        for service in services():
            alarms = [alarm for alarm in self.ask(service).alarms if ALARM in alarm]
            self.assertEqual(len(alarms), 1 if service in self.full else 0, f'{service}: {alarms}')
        finish(self.writers)

    def long_work(self):
        """What needs room of its own is refused, and leaves nothing behind."""
        name = f'full-{len(self.writers[0].acknowledged)}'
        for work in (['rebuild', '--check'], ['backup', name]):
            done = json.loads(self.instance.pvd(*work, '--json', check=False).stdout)['services']
            for service in self.full:
                reason = done[service].get('error', {}).get('reason')
                if 'rebuild' in work or len(self.full) > 1:
                    self.assertEqual(reason, 'STORAGE_FULL', f'{service}: {done[service]}')
                    self.assertFalse(os.path.exists(self.instance.path('backup', name, service)))
                self.assertFalse(os.path.exists(self.instance.path(service, 'rebuild')))

    def kill_one(self):
        os.kill(self.instance.processes()[self.chance.choice(self.full)], signal.SIGKILL)

    def check_again(self):
        end = time.monotonic() + ANSWER_SECONDS
        for service in self.full:
            while self.ask(service).alarms:
                self.assertLess(time.monotonic(), end, f'{service} still has an alarm')
                time.sleep(0.02)
        for writer in self.writers:
            refused = len(writer.refused)
            writer.run(count=5)
            self.assertEqual(len(writer.refused), refused, writer.service)

    def end(self):
        for writer in self.writers:
            check_written(self, self.partner, writer)
        for check in (['verify'], ['rebuild', '--check']):
            done = self.instance.pvd(*check, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for writer in self.writers:
            self.assertEqual(len(writer.refused) > 0, writer.service in self.full, writer.service)
        print({writer.service: (len(writer.acknowledged), len(writer.refused)) for writer in self.writers},
              f'acknowledged and refused; deaths: {self.deaths()}; longest answer {self.longest:.2f} s')


@unittest.skipIf(unavailable(), unavailable())
class DiskFull(Filled):
    def whole(self, kind, **options):
        with Volume(DISK_MIB, **options) as volume, kind(up=['--no-import'], within=volume.at) as instance:
            self.begin(volume, instance, services())
            for _ in range(ROUNDS):
                self.round()
            self.memory = instance.memory('VmHWM')
            self.end()

    def test_of_the_whole_instance(self):
        self.whole(FaultyInstance)  # without a fault, as it is released
        print(f'memory at most, KiB: {self.memory}')
        self.assertLess(max(self.memory.values()), MEMORY_MAX_KIB, self.memory)

    def test_in_memory(self):
        self.whole(Instance, tmpfs=True)

    def test_of_one_service_stops_no_other(self):
        with Volume(DISK_MIB) as volume, Instance(up=['--no-import']) as instance:
            service = self.chance.choice([name for name in services() if name != 'bus'])
            instance.stop()
            os.rename(instance.path(service), instance.path('before'))
            shutil.copytree(instance.path('before'), os.path.join(volume.at, service))
            os.symlink(os.path.join(volume.at, service), instance.path(service))
            instance.start()
            self.begin(volume, instance, [service])
            for _ in range(ROUNDS):
                self.round()
            self.end()
            instance.stop()

    def test_a_service_that_does_not_look_is_seen_to_end_again_and_again(self):
        with Volume(DISK_MIB) as volume, FaultyInstance(within=volume.at) as instance:
            instance.stop()
            for service in services():
                instance.plan(service, ROOMY)
            instance.start()
            self.begin(volume, instance, services())
            self.connect()
            write_all(self.writers, 0.1)
            volume.fill()
            self.write_until_deaths()
            volume.make_room()
            self.connect()
            finish(self.writers)
            for writer in self.writers:  # each commit that failed was answered to nobody
                check_written(self, self.partner, writer)


if __name__ == '__main__':
    unittest.main()
