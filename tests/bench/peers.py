"""Peers: what others make of the same disk, each acknowledged write on it before the answer. Each lives in a folder
of its own, is reached over TCP as we are, and is ended with the measure."""
import csv
import glob
import io
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from ports import free_port

PAYLOAD = 'n' * 256
START_SECONDS = 30
RUN_SECONDS = 60


def output(args, **options):
    return subprocess.run(args, check=True, capture_output=True, text=True, timeout=RUN_SECONDS, **options).stdout


class Server:
    """A process that serves until the end of the `with`."""

    def __init__(self, folder):
        self.folder = folder
        self.process = None

    def serve(self, args, is_ready, **options):
        log = open(os.path.join(self.folder, 'log'), 'wb')
        self.process = subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options)
        log.close()
        end = time.monotonic() + START_SECONDS
        while not is_ready():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f'{args[0]} did not start: {open(log.name, errors="replace").read()[-2000:]}')
            time.sleep(0.05)

    def __exit__(self, *_):
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(START_SECONDS)
        shutil.rmtree(self.folder, True)


def wrk(address, connections, seconds, *what):
    """What http.lua asks of an address, by so many connections; wrk's one thread takes its part of the processor."""
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'http.lua')
    done = subprocess.run(['wrk', '-t', '1', '-c', str(connections), '-d', str(seconds), '-s', script, address, '--',
                           *what], check=True, capture_output=True, text=True, timeout=RUN_SECONDS)
    figures = json.loads(done.stderr.splitlines()[-1])
    if figures['failed']:
        raise RuntimeError(f'{figures["failed"]} of {figures["calls"]} answers were no good: {what}')
    return figures


class Nginx(Server):
    name = 'nginx, a file'
    config = """daemon off; pid {folder}/pid; error_log stderr; worker_processes 1; events {{ worker_connections 1024; }}
        http {{ access_log off; keepalive_requests 100000000; client_body_temp_path {folder}; proxy_temp_path {folder};
                fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
                server {{ listen 127.0.0.1:{port}; root {folder}; default_type application/json; }} }}"""

    @staticmethod
    def missing():
        return not (shutil.which('nginx') and shutil.which('wrk'))

    def __init__(self, folder):
        super().__init__(tempfile.mkdtemp(prefix='nginx-', dir=folder))
        os.chmod(self.folder, 0o755)
        self.port = free_port()

    def __enter__(self):
        config = os.path.join(self.folder, 'conf')
        with open(config, 'w', encoding='ascii') as file:
            file.write(self.config.format(folder=self.folder, port=self.port))
        self.serve(['nginx', '-p', self.folder, '-c', config], self.answers)
        return self

    def answers(self):
        with socket.socket() as probe:
            return probe.connect_ex(('127.0.0.1', self.port)) == 0

    def measure(self, connections, seconds, body):
        with open(os.path.join(self.folder, 'answer.json'), 'wb') as file:
            file.write(body)
        return wrk(f'http://127.0.0.1:{self.port}', connections, seconds, 'path', '/answer.json')


class Redis(Server):
    name = 'Redis streams, appendfsync always'

    @staticmethod
    def missing():
        return not (shutil.which('redis-server') and shutil.which('redis-benchmark'))

    def __init__(self, folder):
        super().__init__(tempfile.mkdtemp(prefix='redis-', dir=folder))
        self.port = free_port()

    def __enter__(self):
        self.serve(['redis-server', '--bind', '127.0.0.1', '--port', str(self.port), '--dir', self.folder, '--save', '',
                    '--appendonly', 'yes', '--appendfsync', 'always', '--auto-aof-rewrite-percentage', '0',
                    '--daemonize', 'no'], lambda: self.cli('ping') == 'PONG\n')
        return self

    def cli(self, *words):
        return subprocess.run(['redis-cli', '-p', str(self.port), *words], capture_output=True, text=True,
                              timeout=RUN_SECONDS).stdout

    def measure(self, clients, pipelined, requests):
        rows = output(['redis-benchmark', '-p', str(self.port), '-c', str(clients), '-P', str(pipelined), '-n',
                       str(requests), '--csv', 'XADD', 'journal', '*', 'payload', PAYLOAD])
        figures = list(csv.DictReader(io.StringIO(rows)))[-1]
        self.cli('flushall')
        return {'per_s': float(figures['rps']), 'median_us': 1000 * float(figures['p50_latency_ms'])}


class Postgres(Server):
    name = 'PostgreSQL, one insert a transaction'
    script = f"insert into journal (payload) values ('{PAYLOAD}');\n"

    @staticmethod
    def bin():
        return next(iter(sorted(glob.glob('/usr/lib/postgresql/*/bin'), reverse=True)), None)

    @staticmethod
    def missing():
        folder = Postgres.bin()
        return not folder or not os.access(os.path.join(folder, 'postgres'), os.X_OK) or not shutil.which('pgbench')

    def __init__(self, folder):
        super().__init__(self.make_folder(folder))
        self.port = free_port()

    def make_folder(self, folder):
        """It refuses to be root; the account of Debian's package must be able to reach the folder."""
        self.user = {}
        if os.geteuid() != 0:
            return tempfile.mkdtemp(prefix='pg-', dir=folder)
        account = pwd.getpwnam('postgres')
        self.user = {'user': account.pw_uid, 'group': account.pw_gid, 'extra_groups': []}
        for parent in (folder, '/var/tmp'):
            made = tempfile.mkdtemp(prefix='pg-', dir=parent)
            os.chown(made, account.pw_uid, account.pw_gid)
            if subprocess.run(['test', '-w', made], **self.user).returncode == 0:
                return made
            os.rmdir(made)
        raise RuntimeError('the account postgres reaches no folder here')

    def run(self, program, *args):
        env = dict(os.environ, PGHOST='127.0.0.1', PGPORT=str(self.port), PGDATABASE='postgres', PGUSER='bench')
        return output([program, *args], cwd=self.folder, env=env, **self.user)

    def __enter__(self):
        data, folder = os.path.join(self.folder, 'data'), self.bin()
        self.run(f'{folder}/initdb', '--no-sync', '--auth=trust', '--username=bench', '--locale=C', '-D', data)
        self.serve([f'{folder}/postgres', '-D', data, '-k', self.folder, '-h', '127.0.0.1', '-p', str(self.port)], self.answers, cwd=self.folder,
                   **self.user)
        self.run('psql', '-qc', 'create table journal (id bigserial primary key, payload text not null)')
        with open(os.path.join(self.folder, 'insert.sql'), 'w', encoding='ascii') as file:
            file.write(self.script)
        return self

    def answers(self):
        return subprocess.run([f'{self.bin()}/pg_isready', '-q', '-h', '127.0.0.1', '-p', str(self.port)], **self.user).returncode == 0

    def measure(self, clients, seconds):
        text = self.run('pgbench', '-n', '-M', 'prepared', '-f', 'insert.sql', '-c', str(clients), '-j',
                        str(min(clients, 2)), '-T', str(seconds))
        return {'per_s': float(re.search(r'tps = ([0-9.]+)', text).group(1)),
                'median_us': 1000 * float(re.search(r'latency average = ([0-9.]+) ms', text).group(1))}
