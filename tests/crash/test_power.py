"""The power is cut under a whole instance: its folder lies on a disk of its own, every service is written to, and the
disk stops taking anything from one moment to the next. Mounted and started again, each has what it acknowledged, once.

A program that does not flush must be seen to lose, in every service, or the test proves nothing."""
import random
import subprocess
import unittest

from amount import SEED, amount
from faults import UNFLUSHED, FaultyInstance, services
from instance import Instance
from notes import Writer, check_written, finish, lost_notes, read_notes, write_all
from volume import ALL, LOG, NOTHING, Volume, unavailable

CUTS = amount(1, 40)  # of each kind
DISK_MIB = 256
WRITE_SECONDS = (0.05, 0.6)
REACHES = {ALL: 'all', LOG: 'the log', NOTHING: 'nothing'}


@unittest.skipIf(unavailable(), unavailable())
class PowerCut(unittest.TestCase):
    def setUp(self):
        self.chance = random.Random(SEED)
        self.volume = self.enterContext(Volume(DISK_MIB))

    def instance(self, **env):
        instance = Instance(env=env, up=['--no-import'], within=self.volume.at)
        self.addCleanup(instance.stop)
        return instance.start()

    def cut(self, instance, writers, reaches):
        """Writes for a moment, then the power goes, and comes back."""
        with instance.partner('operator') as partner:
            for writer in writers:
                writer.move(partner)
            write_all(writers, self.chance.uniform(*WRITE_SECONDS))
            self.volume.cut(reaches)
            write_all(writers, 0.05)  # what is answered now is promised as well
        instance.die()
        self.volume.unmount()
        self.volume.mount()
        instance.start()

    def writers(self):
        return [Writer(None, service, in_flight=8) for service in services()]

    def test_every_service_keeps_what_it_acknowledged(self):
        instance = self.instance()
        writers = self.writers()
        for reaches in list(REACHES) * CUTS:
            self.cut(instance, writers, reaches)
            with self.subTest(reaches=REACHES[reaches]):
                self.check(instance, writers)
        print({writer.service: len(writer.acknowledged) for writer in writers}, 'acknowledged')

    def check(self, instance, writers):
        with instance.partner('operator') as partner:
            for writer in writers:
                check_written(self, partner, writer)
                writer.move(partner)
            finish(writers)  # the same keys again, of those without an answer
            for writer in writers:
                check_written(self, partner, writer)
        for check in (['verify'], ['rebuild', '--check']):
            done = instance.pvd(*check, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    # ---- The same without flushes

    def test_services_that_do_not_flush_are_seen_to_lose(self):
        with FaultyInstance(within=self.volume.at) as instance:
            instance.stop()
            subprocess.run(['sync', '-f', self.volume.at], check=True)  # what was there before is not at stake
            for service in services():
                instance.plan(service, UNFLUSHED)
            instance.start()
            writers = self.writers()
            self.cut(instance, writers, NOTHING)
            with instance.partner('operator') as partner:
                lost = {writer.service: len(lost_notes(read_notes(partner, writer.service), writer))
                        for writer in writers}
            print(f'without flushes: {lost} acknowledged and lost')
            self.assertTrue(all(lost.values()), lost)


if __name__ == '__main__':
    unittest.main()
