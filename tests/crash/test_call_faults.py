"""One call of the system's fails, once, in a service at work: any call, from the start of the process on. The service
refuses, or ends and is started again; what it acknowledged is there, once, and nobody helps.

`make test` takes some calls by chance. `make soak` takes every file call, and of the calls for memory, which are
thousands, as many as there is time for."""
import collections
import errno
import os
import random
import signal
import time
import unittest

from amount import SEED, amount
from faults import FaultyInstance, services
from notes import Writer, check_written, finish
from partner import Unreachable

FILES = {'open': errno.EMFILE, 'read': errno.EIO, 'pread': errno.EIO, 'write': errno.ENOSPC, 'pwrite': errno.EIO,
         'writev': errno.EIO, 'fsync': errno.EIO, 'fdatasync': errno.EIO, 'ftruncate': errno.EIO, 'rename': errno.EIO,
         'mkdir': errno.EIO}
MEMORY = {'mmap': errno.ENOMEM, 'malloc': errno.ENOMEM, 'calloc': errno.ENOMEM, 'realloc': errno.ENOMEM,
          'posix_memalign': errno.ENOMEM}
TORN = ('write', 'pwrite', 'writev')
CALLS_MAX = 20000  # more than any of a run's
NOTES, PATIENCE_SECONDS = 20, 20
FILE_TRIALS, MEMORY_TRIALS = amount(3, 100_000), amount(3, 400)
MEMORY_MAX_KIB = 64 * 1024


def every(calls):
    """Plans, each call in turn, the first, the second... until a run has fewer of them. Told whether one was met."""
    for call, error in calls.items():
        for kind in (error, 0) if call in TORN else (error,):
            for n in range(1, CALLS_MAX):
                if not (yield call, n, kind):
                    break


def some(calls, chance, most=3000):
    """Plans by chance, early ones as often as late ones."""
    while True:
        call = chance.choice(list(calls))
        yield call, int(most ** chance.random()), 0 if call in TORN and chance.random() < 0.5 else calls[call]


class CallFaults(unittest.TestCase):
    def setUp(self):
        self.chance = random.Random(SEED)
        self.instance = self.enterContext(FaultyInstance())
        self.writers = {name: Writer(None, name, in_flight=8) for name in services()}
        self.met = collections.Counter()
        self.trials = 0

    def run_group(self, names, make_plans, most):
        """Trials of each of these services, beside one another, until their plans are used up."""
        plans = {name: make_plans() for name in names}
        planned = {name: next(plans[name], None) for name in names}
        for _ in range(most):
            planned = {name: plan for name, plan in planned.items() if plan}
            if not planned:
                return
            met = self.trial(planned)
            planned = {name: self.following(plans[name], met[name]) for name in planned}

    def following(self, plans, met):
        try:
            return plans.send(met)
        except StopIteration:
            return None

    def trial(self, planned):
        for name, (call, n, error) in planned.items():
            self.instance.plan(name, f'{call} {n} {error}')
        processes = self.instance.processes()
        for name in planned:
            if name in processes:
                os.kill(processes[name], signal.SIGKILL)
        self.write([self.writers[name] for name in planned], planned)
        met = {name: not self.instance.drop_plan(name) for name in planned}
        self.trials += 1
        self.met.update(planned[name][0] for name in planned if met[name])
        return met

    def write(self, writers, planned):
        try:
            for writer in writers:
                writer.in_flight = NOTES
            self.finish(writers)
        except Exception as error:
            raise AssertionError(f'{planned}: {error!r}\n{self.instance.log_text()[-3000:]}') from error

    def finish(self, writers):
        """Over a connection of their own; anew where the bus was, which wants to be greeted again."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                with self.instance.partner('operator', timeout=PATIENCE_SECONDS, local=True) as partner:
                    for writer in writers:
                        writer.move(partner)
                        writer.begin()
                    return finish(writers, 2)
            except Unreachable:
                if time.monotonic() > end:
                    raise

    def check(self, groups, make_plans, most):
        for names in groups:
            self.run_group(names, make_plans, most)
        self.instance.settle()
        with self.instance.partner('operator', local=True) as partner:
            for writer in self.writers.values():
                check_written(self, partner, writer)
        memory = self.instance.memory('VmHWM')
        self.assertLess(max(memory.values()), MEMORY_MAX_KIB, memory)
        for check in (['verify'], ['rebuild', '--check']):
            done = self.instance.pvd(*check, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertGreater(sum(self.met.values()), 0, 'no call was made to fail')
        print(f'{self.trials} trials, failed calls: {dict(self.met)}; memory at most, KiB: {max(memory.values())}')

    def groups(self):
        """All but the bus beside one another; the bus, over which all are asked, by itself."""
        return [[name for name in services() if name != 'bus'], ['bus']]

    def test_each_call_of_files(self):
        plans = amount(lambda: some(FILES, self.chance, 60), lambda: every(FILES))
        self.check(self.groups(), plans, FILE_TRIALS)

    def test_each_call_for_memory(self):
        self.check(self.groups(), lambda: some(MEMORY, self.chance), MEMORY_TRIALS)

    def test_a_gateway_without_its_folders_says_so_and_ends(self):
        self.instance.stop()
        os.rename(self.instance.path('uploads'), self.instance.path('elsewhere'))
        with open(self.instance.path('uploads'), 'wb'):
            self.instance.start(wait=False)
        end = time.monotonic() + 10
        while 'process_died process=gateway' not in self.instance.log_text():
            self.assertLess(time.monotonic(), end, self.instance.log_text())
            time.sleep(0.02)
        died = next(line for line in self.instance.log_text().splitlines() if 'process_died process=gateway' in line)
        self.assertIn('depot_unusable', self.instance.log_text())
        self.assertIn('exit=78', died)


if __name__ == '__main__':
    unittest.main()
