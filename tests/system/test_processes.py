"""Start orders, stops under load, a second `pvd up`."""
import json
import os
import random
import signal
import subprocess
import time
import unittest

from amount import SEED, amount
from instance import BIN, Instance
from notes import Writer, check_written

START_ORDERS = amount(6, 200)


def start_orders(services):
    """Each service first once and last once, then others by chance, up to START_ORDERS."""
    turned = [services[n:] + services[:n] for n in range(len(services))]
    chance = random.Random(SEED)
    return (turned + [chance.sample(services, len(services)) for _ in range(START_ORDERS)])[:START_ORDERS]


class StartOrders(unittest.TestCase):
    """Whatever starts first, the instance comes up: no lost wake-up, no order to respect."""

    def setUp(self):
        self.instance = self.enterContext(Instance(up=['--no-import']))
        self.services = list(self.pids())
        self.instance.stop()

    def pids(self):
        with open(self.instance.path('run', 'pids.json'), encoding='utf-8') as file:
            return json.load(file)

    def test_orders(self):
        for order in start_orders(self.services):
            with self.subTest(order=order):
                self.start_in(order)

    def start_in(self, order):
        started = []
        try:
            for service in order:
                started.append(subprocess.Popen(
                    [os.path.join(BIN, f'pvd-{service}'), '--dir', self.instance.dir,
                     *(['--port', '0'] if service == 'bus' else [])],
                    stderr=subprocess.DEVNULL))
                time.sleep(0.3)
            self.wait_for_all()
        finally:
            for process in started:
                process.send_signal(signal.SIGTERM)
            for process in started:
                self.assertEqual(process.wait(20), 0)

    def wait_for_all(self):
        end = time.monotonic() + 20
        while self.instance.pvd('status', check=False).returncode != 0:
            self.assertLess(time.monotonic(), end, 'a service did not come up')
            time.sleep(0.1)


class UnderLoad(unittest.TestCase):
    def test_a_service_stopped_and_started_under_load_loses_nothing(self):
        with Instance(up=['--no-import']) as instance:
            with instance.partner('operator') as partner:
                writer = Writer(partner, in_flight=32)
                for _ in range(5):
                    writer.run(seconds=0.3)
                    instance.kill('registry', signal.SIGTERM)
                writer.run(seconds=1)
                check_written(self, partner, writer)

    def test_the_bus_stopped_and_started_under_load_loses_nothing(self):
        with Instance(up=['--no-import']) as instance:
            for round in range(3):
                with instance.partner('operator', timeout=30) as partner:
                    writer = Writer(partner, in_flight=8, name=f'round {round}')
                    writer.run(seconds=0.5)
                    check_written(self, partner, writer)
                instance.kill('bus')
                instance.wait_ready()


class OneOwner(unittest.TestCase):
    def test_a_second_up_on_one_folder_is_refused(self):
        with Instance(up=['--no-import']) as instance:
            second = subprocess.run([os.path.join(BIN, 'pvd'), 'up', '--dir', instance.dir], capture_output=True,
                                    text=True, timeout=20)
            self.assertNotEqual(second.returncode, 0)
            self.assertIn(instance.dir, second.stderr)
            self.assertEqual(instance.pvd('status').returncode, 0)

    def test_a_second_process_of_a_service_is_refused(self):
        with Instance(up=['--no-import']) as instance:
            second = subprocess.run([os.path.join(BIN, 'pvd-registry'), '--dir', instance.dir], capture_output=True,
                                    text=True, timeout=20)
            self.assertNotEqual(second.returncode, 0)
            self.assertIn('store_unusable', second.stderr)


class CleanStop(unittest.TestCase):
    def test_children_die_with_a_killed_up(self):
        with Instance(up=['--no-import']) as instance:
            pids = [instance.pid(service) for service in ('bus', 'registry')]
            instance.process.kill()
            instance.process.wait(10)
            end = time.monotonic() + 10
            while any(self.alive(pid) for pid in pids):
                self.assertLess(time.monotonic(), end, 'a child outlived its supervisor')
                time.sleep(0.05)

    @staticmethod
    def alive(pid):
        try:
            with open(f'/proc/{pid}/stat', encoding='ascii') as file:
                return file.read().rsplit(')', 1)[1].split()[0] not in 'ZX'
        except FileNotFoundError:
            return False


if __name__ == '__main__':
    unittest.main()
