"""A real instance for a test: its own folder, its own processes, ended with the test."""
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

from partner import ROOT, Partner

BIN = os.environ.get('PVD_BIN', os.path.join(ROOT, 'build', 'dev', 'bin'))
RELEASED = os.path.join(ROOT, 'build', 'bin')  # without the sanitizers
START_SECONDS = 30
STOP_SECONDS = 20


class CommandFailed(Exception):
    def __init__(self, process):
        super().__init__(f'{process.args} gave {process.returncode}: {process.stdout}{process.stderr}')
        self.returncode, self.stdout, self.stderr = process.returncode, process.stdout, process.stderr


class Instance:
    def __init__(self, env=None, up=(), test=True, programs=BIN, within=None):
        """`within`: the folder of another disk that its own is made in; what it logs lies beside that disk."""
        self.test, self.programs = test, programs
        self.dir = tempfile.mkdtemp(prefix='pvd-instance-', dir=within)
        self.log_path = os.path.join(os.path.dirname(within) if within else self.dir, 'up.log')
        self.env = dict(os.environ, **(env or {}))
        self.up = list(up)
        self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.dir, True)

    # ---- Life

    def start(self, wait=True):
        self.log = open(self.log_path, 'ab')
        self.process = subprocess.Popen([os.path.join(self.programs, 'pvd'), 'up', '--dir', self.dir, '--port', '0',
                                         *(['--test'] if self.test else []), *self.up],
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env=self.env)
        if wait:
            self.wait_ready()
        return self

    def wait_ready(self, seconds=START_SECONDS):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f'pvd up ended with {self.process.returncode}:\n{self.log_text()}')
            if self.pvd('status', check=False).returncode == 0:
                return
            time.sleep(0.1)
        raise AssertionError(f'the instance did not get ready:\n{self.log_text()}')

    def stop(self):
        """Stops cleanly; a process that has to be killed is a failure."""
        if not self.process or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f'pvd up did not stop:\n{self.log_text()}')
        finally:
            self.log.close()
            self.process = None

    def die(self):
        """All at once, as with its machine: the services go with `pvd up`."""
        self.process.kill()
        self.process.wait(STOP_SECONDS)
        self.log.close()
        self.process = None

    def path(self, *parts):
        return os.path.join(self.dir, *parts)

    def log_text(self):
        with open(self.log_path, encoding='utf-8', errors='replace') as file:
            return file.read()[-20000:]

    # ---- Processes

    def pid(self, service):
        with open(self.path('run', 'pids.json'), encoding='utf-8') as file:
            return json.load(file)[service]

    def kill(self, service, number=signal.SIGKILL):
        os.kill(self.pid(service), number)

    def processes(self):
        """Who runs at this moment, also where run/pids.json cannot be written: service → pid."""
        found = {}
        with open(f'/proc/{self.process.pid}/task/{self.process.pid}/children', encoding='ascii') as children:
            for pid in children.read().split():
                try:
                    with open(f'/proc/{pid}/comm', encoding='ascii') as comm:
                        found[comm.read().strip().removeprefix('pvd-')] = int(pid)
                except (FileNotFoundError, ProcessLookupError):
                    continue  # it has just ended
        return found

    def memory(self, figure='VmRSS'):
        """KiB of each process, by /proc: VmRSS now, VmHWM at most so far."""
        found = {}
        for service, pid in self.processes().items():
            with open(f'/proc/{pid}/status', encoding='ascii', errors='replace') as status:
                found.update((service, int(line.split()[1])) for line in status if line.startswith(figure + ':'))
        return found

    def services(self):
        with open(self.path('run', 'pids.json'), encoding='utf-8') as file:
            return sorted(json.load(file))

    # ---- The command line

    def pvd(self, *args, check=True, input=None, timeout=60):
        process = subprocess.run([os.path.join(self.programs, 'pvd'), '--dir', self.dir, *args], env=self.env,
                                 input=input, capture_output=True, text=True, timeout=timeout)
        if check and process.returncode != 0:
            raise CommandFailed(process)
        return process

    def call(self, method, request=None, *args, check=True):
        process = self.pvd('call', method, json.dumps(request or {}), '--json', *args, check=check)
        return json.loads(process.stdout) if process.stdout.strip() else None

    def refusal(self, method, request=None, *args):
        """The error a refused call prints with --json."""
        process = self.pvd('call', method, json.dumps(request or {}), '--json', *args, check=False)
        assert process.returncode != 0, f'{method} was accepted: {process.stdout}'
        return json.loads(process.stdout)['error']

    def status(self, service):
        return self.call('GetStatus', {}, '--service', service)

    def positions(self):
        """How far the journal of each service goes."""
        services = json.loads(self.pvd('status', '--json').stdout)['services']
        return {name: (status['position']['epoch'], int(status['position']['sequence']))
                for name, status in services.items()}

    def settle(self, seconds=60):
        """Waits until every service answers and has taken in what it follows."""
        end = time.monotonic() + seconds
        while not self.is_settled():
            if time.monotonic() > end:
                raise AssertionError(f'not settled:\n{self.pvd("status", check=False).stdout}')
            time.sleep(0.2)

    def is_settled(self):
        process = self.pvd('status', '--json', check=False)
        if process.returncode != 0:
            return False
        services = json.loads(process.stdout)['services']
        return all(follow['halted'] or follow['sequence'] == services[follow['service']]['position']['sequence']
                   for status in services.values() for follow in status['follows'])

    def principal(self, name, role, *scope, kind=None):
        self.pvd('principal', 'add', name, '--role', role, *scope, *(['--kind', kind] if kind else []))
        return name

    # ---- The bus, as a partner sees it

    def endpoint(self):
        with open(self.path('run', 'endpoints.json'), encoding='utf-8') as file:
            return json.load(file)

    def gateway(self):
        """Where HTTP comes in."""
        with open(self.path('run', 'gateway.json'), encoding='utf-8') as file:
            return json.load(file)

    def keys(self, name):
        with open(self.path('keys', f'{name}.key'), encoding='utf-8') as file:
            pairs = dict(line.split(None, 1) for line in file if line.strip())
        return pairs['public'].strip(), pairs['secret'].strip()

    def partner(self, name, timeout=10, local=False):
        """`local`: by the way of this machine's own, which is the same after the bus was started again."""
        endpoint = self.endpoint()
        way = f'ipc://{self.path("run", "bus.ipc")}' if local else endpoint['tcp']
        return Partner(way, endpoint['server_key'], *self.keys(name), timeout=timeout)
