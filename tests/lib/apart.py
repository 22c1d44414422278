"""A real instance whose processes share neither a folder nor, those that `places` names, a network: they reach the bus
over tcp and a cable that can be cut. Nobody starts again who dies."""
import os
import shutil
import signal
import subprocess
import time

from contract import methods
from instance import BIN, START_SECONDS, STOP_SECONDS, Instance
from netns import HERE
from ports import free_port

SERVICES = sorted({method.service for method in methods() if method.service})


class Apart(Instance):
    def __init__(self, places, env=None):
        super().__init__(env)
        self.parts = self.dir
        self.dir = os.path.join(self.parts, 'operator')
        self.log_path = os.path.join(self.parts, 'log')
        self.places = places  # service → netns.Place
        self.processes = {}
        self.tcp = f'tcp://{HERE}:{free_port()}'

    def __exit__(self, *_):
        super().__exit__()
        shutil.rmtree(self.parts, True)

    def start(self, wait=True):
        """`run` is shared with the bus, as a volume is between containers, by whoever is beside it."""
        subprocess.run([os.path.join(BIN, 'pvd'), 'init', '--dir', self.parts, '--test'], check=True,
                       capture_output=True)
        os.mkdir(os.path.join(self.parts, 'bus', 'run'))
        for part in {'operator', *SERVICES} - {'bus'} - set(self.places):
            os.symlink('../bus/run', os.path.join(self.parts, part, 'run'))
        for service in ['bus', *(name for name in SERVICES if name != 'bus')]:
            self.start_one(service)
        if wait:
            self.wait_ready()
        return self

    def start_one(self, service):
        folder = os.path.join(self.parts, service)
        place = self.places.get(service)
        command = [*(place.prefix if place else []), os.path.join(BIN, f'pvd-{service}'), '--dir', folder]
        if service == 'bus':
            address, port = self.tcp.removeprefix('tcp://').split(':')
            command += ['--address', address, '--port', port]
        else:
            command += ['--endpoint', self.tcp] if place else []
        with open(self.log_path, 'ab') as log:
            self.processes[service] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                                       env=self.env)

    def wait_ready(self):
        end = time.monotonic() + START_SECONDS
        while self.pvd('status', check=False).returncode != 0:
            if time.monotonic() > end:
                raise AssertionError(f'the instance did not get ready:\n{self.log_text()}')
            time.sleep(0.1)

    def stop(self):
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        ends = {}
        for service, process in self.processes.items():
            try:
                ends[service] = process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                ends[service] = process.wait()
        self.processes = {}
        bad = {service: code for service, code in ends.items() if code != 0}
        if bad:
            raise AssertionError(f'{bad} did not stop well:\n{self.log_text()}')

    def pid(self, service):
        return self.processes[service].pid
