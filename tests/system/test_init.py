"""`pvd init`: the processes of an instance, each in a folder of its own as in a container, with the bus's run/ in
common. They are started in any order, by nobody who watches over them."""
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
import unittest

from contract import methods
from instance import BIN

SERVICES = sorted({method.service for method in methods() if method.service})
SOCKET = 'front.sock'
READY_SECONDS, STOP_SECONDS = 30, 20


class Apart(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix='pvd-apart-')
        self.addCleanup(shutil.rmtree, self.dir, True)
        self.processes = []
        self.addCleanup(self.kill)
        self.assertEqual(self.pvd(self.dir, 'init', '--name', 'essai').returncode, 0)
        os.mkdir(self.path('bus', 'run'))
        for part in self.parts():
            if part != 'bus':
                os.symlink('../bus/run', self.path(part, 'run'))

    def kill(self):
        for process in self.processes:
            process.kill()
            process.wait()

    def path(self, *parts):
        return os.path.join(self.dir, *parts)

    def read(self, *parts):
        with open(self.path(*parts), encoding='utf-8') as file:
            return file.read()

    def parts(self):
        return sorted(os.listdir(self.dir))

    def pvd(self, folder, *args):
        return subprocess.run([os.path.join(BIN, 'pvd'), '--dir', folder, *args], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60)

    def operator(self, *args):
        return self.pvd(self.path('operator'), *args)

    def start(self, service, *args):
        with open(self.path(f'{service}.log'), 'wb') as log:
            process = subprocess.Popen([os.path.join(BIN, f'pvd-{service}'), '--dir', self.path(service), *args],
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.processes.append(process)

    def start_all(self):
        for service in SERVICES:  # the bus last: the others wait for it
            if service != 'bus':
                self.start(service, *(['--port', '0', '--socket', SOCKET] if service == 'gateway' else []))
        time.sleep(0.5)
        self.start('bus', '--address', '127.0.0.2', '--port', '0')

    def ask_gateway(self, request):
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(READY_SECONDS)
            line.connect(self.path('gateway', SOCKET))
            line.sendall(request)
            return line.recv(4096)

    def wait_for(self, done):
        end = time.monotonic() + READY_SECONDS
        while not done(status := self.operator('status', '--json')):
            self.assertLess(time.monotonic(), end, status.stdout + status.stderr)
            time.sleep(0.1)

    def test_each_folder_is_enough_for_its_process(self):
        self.assertEqual(self.parts(), sorted([*SERVICES, 'operator']))
        self.start_all()
        self.wait_for(lambda status: status.returncode == 0)
        self.assertRegex(json.loads(self.read('bus', 'run', 'endpoints.json'))['tcp'], r'^tcp://127\.0\.0\.2:\d+$')
        self.assertEqual(stat.S_IMODE(os.stat(self.path('gateway', SOCKET)).st_mode), 0o660)
        self.assertIn(b' 200 OK\r\n', self.ask_gateway(b'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'))
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        self.assertEqual([process.wait(STOP_SECONDS) for process in self.processes], [0] * len(SERVICES))
        # Where the bus alone may write.
        self.assertLessEqual(set(os.listdir(self.path('bus', 'run'))), {'bus.ipc', 'endpoints.json'})

    def test_a_service_of_a_later_release_is_enrolled_by_the_operator(self):
        principals = [found for found in json.loads(self.read('bus', 'enrolment.json')) if found['id'] != 'registry']
        with open(self.path('bus', 'enrolment.json'), 'w', encoding='utf-8') as file:
            json.dump(principals, file)
        self.start_all()
        self.wait_for(lambda status: '"bus"' in status.stdout)
        self.assertNotEqual(self.operator('status').returncode, 0)
        key = self.read('registry', 'keys', 'registry.pub').split()[1]
        added = self.operator('principal', 'add', 'registry', '--kind', 'service', '--role', 'service',
                              '--nationwide', '--public-key', key)
        self.assertEqual(added.returncode, 0, added.stderr)
        self.wait_for(lambda status: status.returncode == 0)

    def test_an_address_that_is_none_is_refused(self):
        self.start('bus', '--address', 'localhost')
        self.start('gateway', '--socket', '')
        self.assertEqual([process.wait(STOP_SECONDS) for process in self.processes], [64, 64])

    def test_a_socket_where_none_can_be_ends_the_gateway(self):
        self.start('gateway', '--port', '0', '--socket', 'nowhere/front.sock')
        self.assertEqual(self.processes[0].wait(STOP_SECONDS), 78)
        self.assertIn('where=nowhere/front.sock', self.read('gateway.log'))

    def test_made_again_it_stays_what_it_is(self):
        keys = {part: self.read(part, 'keys', 'bus.pub') for part in self.parts()}
        self.assertEqual(self.pvd(self.dir, 'init').returncode, 0)
        self.assertEqual(self.pvd(self.dir, 'init', '--name', 'autre').returncode, 2)
        for part, key in keys.items():
            self.assertEqual(self.read(part, 'keys', 'bus.pub'), key)
            self.assertEqual(json.loads(self.read(part, 'instance.json'))['name'], 'essai')


if __name__ == '__main__':
    unittest.main()
