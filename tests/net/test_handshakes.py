"""Connections that come no further than some step of their handshake: each is ended in bounded time, they are bounded
together, and whoever is in earnest gets in and is answered meanwhile."""
import contextlib
import time
import unittest

import zmq

from amount import amount
from instance import Instance
from load import MEASURED, Load, check_unhurt, descriptors, peak_bytes, span
from loiterers import STEPS, Loiterers, allow_descriptors

BEFORE_S = 2
LOITERERS = amount(800, 10_000)
LOBBY_MAX = 512
BESIDE = 100  # what the bus has open besides
LOBBY_S = 13  # the handshake, the hello behind it, and a slow machine
COME_S = amount(15, 120)
SILENT_CALLERS = 20
UNHURT = {'factor': 4, 'seconds': 1.0}
GROWTH_MAX = 64 << 20


@contextlib.contextmanager
def silent_callers(instance, count):
    """Monitors of callers whose key is admitted, and who say no hello. A stranger cannot come as far."""
    endpoint, (public, secret) = instance.endpoint(), instance.keys('operator')
    with zmq.Context() as context:
        sockets = [context.socket(zmq.DEALER) for _ in range(count)]
        monitors = [socket.get_monitor_socket(zmq.EVENT_DISCONNECTED) for socket in sockets]
        for socket in sockets:
            socket.linger, socket.reconnect_ivl = 0, -1
            socket.curve_publickey, socket.curve_secretkey = public.encode(), secret.encode()
            socket.curve_serverkey = endpoint['server_key'].encode()
            socket.connect(endpoint['tcp'])
        try:
            yield monitors
        finally:
            for socket, monitor in zip(sockets, monitors):
                socket.disable_monitor()
                monitor.close()
                socket.close()


def still_open(monitors, seconds):
    """How many are not told of their end within so long."""
    end = time.monotonic() + seconds
    return sum(not monitor.poll(max(0, end - time.monotonic()) * 1000) for monitor in monitors)


class Handshakes(unittest.TestCase):
    def setUp(self):
        if not allow_descriptors(LOITERERS + 200):
            self.skipTest(f'this machine lets a process open fewer than {LOITERERS} sockets')
        self.instance = self.enterContext(Instance(MEASURED, up=['--no-import']))
        self.bus = self.instance.pid('bus')

    def come_and_stay(self, loiterers):
        """The most descriptors that the bus had open meanwhile."""
        end, most = time.monotonic() + COME_S, 0
        for number in range(LOITERERS):
            loiterers.come(STEPS[number % len(STEPS)])
            if number % 100 == 0:
                most = max(most, descriptors(self.bus))
                loiterers.look()
        self.assertLess(time.monotonic(), end)
        return most

    def test_who_comes_no_further_is_ended(self):
        endpoint = self.instance.endpoint()
        open_before, peak = descriptors(self.bus), peak_bytes(self.bus)
        with Load(self.instance, ['registry']) as load, Loiterers(endpoint['tcp'], endpoint['server_key']) as loiterers:
            before, begin = span(BEFORE_S), time.monotonic()
            with silent_callers(self.instance, SILENT_CALLERS) as callers:
                self.assertEqual(still_open(callers, 0), SILENT_CALLERS)
                most = self.come_and_stay(loiterers)
                self.instance.partner('operator').close()  # somebody else gets in
                self.assertEqual(loiterers.wait(LOBBY_S), 0)
                self.assertEqual(still_open(callers, max(0, begin + LOBBY_S - time.monotonic())), 0)
            ratio = check_unhurt(self, load, 'registry', before, (begin, time.monotonic()), **UNHURT)
        self.assertLess(most, LOBBY_MAX + BESIDE)
        self.assertLess(descriptors(self.bus), open_before + 10)
        self.assertLess(peak_bytes(self.bus) - peak, GROWTH_MAX)
        lasted = {step: round(max(seconds), 1) for step, seconds in loiterers.lasted.items()}
        print(f'{LOITERERS} handshakes, at most {most - open_before} at once, ended after {lasted} s; '
              f'others: {ratio:.2f} times their median')


if __name__ == '__main__':
    unittest.main()
