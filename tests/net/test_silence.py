"""Peers that say nothing more: stopped, or behind a dead network. Each is ended by the bus's pings, nobody else is hurt,
and who comes back goes on where it was."""
import re
import signal
import time
import unittest

import netns
from amount import amount
from apart import Apart
from followers import Follower
from load import MEASURED, Load, check_unhurt, peak_bytes, span
from notes import check_written
from partner import module

bus_pb2 = module('bus.v1.bus')
TRAFFIC = 'pvd.bus.v1.BusService/GetTraffic'
BEFORE_S = 2
SILENT_S = (15, 23)  # four times 5 s after a last word that may be 5 s old, the bus's tick, and a slow machine
STOPPED_S = amount(0, 60)  # at least
BACK_S = 60  # a link that found nobody waits up to 30 s before it tries again
UNHURT = {'factor': 4, 'seconds': 1.0}
GROWTH_MAX = 64 << 20  # of the bus: what waits for a principal, and frames on their way


def setUpModule():
    reason = netns.missing()
    if reason:
        raise unittest.SkipTest(reason)
    netns.enter_own()


class Silence(unittest.TestCase):
    """All at once: what one suffers by itself, others suffer beside it."""

    def setUp(self):
        self.places = {name: self.enterContext(netns.Place(number))
                       for number, name in enumerate(('eligibility', 'partner'), 1)}
        self.instance = self.enterContext(Apart({'eligibility': self.places['eligibility']}, MEASURED))
        self.bus = self.instance.pid('bus')

    def follower(self, name):
        self.instance.principal(name, 'PARTNER', '--partner', name, kind='partner')
        follower = Follower(self.instance, name)
        process = follower.start()
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return follower, process

    def endings(self):
        """Whom the bus ended, and why."""
        return set(re.findall(r'event=peer_ended principal=(\S+) reason=(\S+)', self.instance.log_text()))

    def wait_for_endings(self, names, begin):
        """When each had no connection any more, in seconds from `begin`."""
        ended = {}
        with self.instance.partner('operator') as operator:
            while len(ended) < len(names) and time.monotonic() - begin < SILENT_S[1]:
                traffic = operator.query('bus', TRAFFIC, bus_pb2.GetTrafficRequest(), bus_pb2.GetTrafficResponse)
                connected = {row.principal for row in traffic.principals if row.connections}
                for name in set(names) - connected - set(ended):
                    ended[name] = time.monotonic() - begin
                time.sleep(0.1)
        return ended

    def test_whoever_falls_silent_is_ended_and_goes_on_when_it_is_back(self):
        stopped, stopped_process = self.follower('arrete')
        with self.places['partner'].entered():
            away, _ = self.follower('ailleurs')
        with Load(self.instance, ['registry', 'funding', 'eligibility', 'gateway'], pause=1.2,
                  settle=STOPPED_S + 2 * BACK_S) as load:
            before, peak = span(BEFORE_S), peak_bytes(self.bus)
            self.assertEqual(self.endings(), set())  # who speaks is not ended
            begin = time.monotonic()
            try:
                self.instance.kill('funding', signal.SIGSTOP)
                stopped_process.send_signal(signal.SIGSTOP)
                self.places['eligibility'].cut()
                self.places['partner'].cut()
                ended = self.wait_for_endings(['funding', 'eligibility', 'arrete', 'ailleurs'], begin)
                time.sleep(max(0, STOPPED_S - (time.monotonic() - begin)))
                during = begin, time.monotonic()
            finally:
                self.instance.kill('funding', signal.SIGCONT)
                stopped_process.send_signal(signal.SIGCONT)
                for place in self.places.values():
                    place.heal()
            load.end()
            self.check_ended(ended)
            ratios = [check_unhurt(self, load, other, before, during, **UNHURT) for other in ('registry', 'gateway')]
            self.assertLess(peak_bytes(self.bus) - peak, GROWTH_MAX)
        self.check_back(load, stopped, away)
        print(f'ended after {ended}; others: {ratios} times their median')

    def head(self):
        return int(self.instance.status('registry')['position']['sequence'])

    def check_ended(self, ended):
        """Of who is stopped, the system still takes what is sent: only pings can tell. Of a dead network TCP may be the
        first to."""
        self.assertLessEqual({('arrete', 'silent'), ('funding', 'silent')}, self.endings())
        self.assertEqual({reason for _, reason in self.endings()}, {'silent'})
        self.assertEqual(len(ended), 4, ended)
        self.assertGreater(min(ended.values()), SILENT_S[0])

    def check_back(self, load, *followers):
        """Nothing is lost or done twice, nobody had to be started again, and the partners have all of it, once."""
        end = time.monotonic() + BACK_S
        self.instance.settle(BACK_S)
        self.assertEqual([process.poll() for process in self.instance.processes.values()],
                         [None] * len(self.instance.processes))
        with self.instance.partner('operator') as operator:
            for writer in load.writers.values():
                check_written(self, operator, writer)
        for follower in followers:
            while len(follower.sequences()) < self.head():
                self.assertLess(time.monotonic(), end, f'{follower.name} did not come back')
                time.sleep(0.2)
            self.assertEqual(follower.sequences(), list(range(1, self.head() + 1)))


if __name__ == '__main__':
    unittest.main()
