"""docker-compose.yml run for real: docker-compose speaks to a podman with a storage of its own, which goes with
the test. The base image is made by debootstrap, so that nothing is fetched but Debian and npm packages."""
import os
import shutil
import subprocess
import sys
import tempfile
import time

from partner import ROOT
from ports import free_ports

NEEDED = ['podman', 'docker-compose', 'runc', 'conmon', 'catatonit', 'debootstrap', 'iptables', 'netavark',
          'aardvark-dns']
PLACES = f'{os.environ["PATH"]}:/usr/lib/podman'
BASE = 'localhost/debian:bookworm-slim'
START_SECONDS = 20
AUTHORITIES = '/usr/local/share/ca-certificates'  # that this machine trusts besides Debian's: of whoever stands before npm

CONTAINERS_CONF = '''[engine]
runtime = "runc"
tmp_dir = "{0}/tmp"
[network]
network_config_dir = "{0}/networks"
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=8192:8192"]
'''
STORAGE_CONF = '''[storage]
driver = "overlay"
graphroot = "{0}/graph"
runroot = "{0}/run"
'''


def missing():
    """What this machine lacks to run containers, by name."""
    return [name for name in NEEDED if not shutil.which(name, path=PLACES)] + (['root'] if os.geteuid() != 0 else [])


class Failed(Exception):
    def __init__(self, process):
        said = (process.stdout + process.stderr)[-8000:]
        super().__init__(f'{process.args} gave {process.returncode}:\n{said}')


class Compose:
    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix='pvd-podman-')
        self.port, self.https = free_ports(2)
        self.project = f'pvdtest{os.getpid()}'
        self.env = dict(os.environ, CONTAINERS_CONF=self.write('containers.conf', CONTAINERS_CONF),
                        CONTAINERS_STORAGE_CONF=self.write('storage.conf', STORAGE_CONF),
                        DOCKER_HOST=f'unix://{self.dir}/podman.sock', COMPOSE_PROJECT_NAME=self.project,
                        PVD_BASE=BASE, PVD_PORT=str(self.port), PVD_HTTPS_PORT=str(self.https))
        self.service = None

    def write(self, name, text):
        path = os.path.join(self.dir, name)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text.format(self.dir))
        return path

    def __enter__(self):
        try:
            self.make_base()
            self.serve()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.service:
            self.compose('down', '--volumes', check=False)
            self.service.terminate()
            self.service.wait()
        subprocess.run(['umount', f'{self.dir}/graph/overlay'], stderr=subprocess.DEVNULL, check=False)
        shutil.rmtree(self.dir, ignore_errors=True)

    def make_base(self):
        root = os.path.join(self.dir, 'base')
        self.run('debootstrap', '--variant=minbase', 'bookworm', root)
        trusted = os.path.join(root, AUTHORITIES.lstrip('/'))
        if os.path.isdir(AUTHORITIES):
            shutil.copytree(AUTHORITIES, trusted, dirs_exist_ok=True)
        tar = subprocess.Popen(['tar', '-C', root, '-c', '.'], stdout=subprocess.PIPE)
        with tar:
            self.run('podman', 'import', '-', BASE, stdin=tar.stdout)
        shutil.rmtree(root)

    def serve(self):
        with open(f'{self.dir}/service.log', 'wb') as log:
            self.service = subprocess.Popen(['podman', 'system', 'service', '--time=0', self.env['DOCKER_HOST']],
                                            env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + START_SECONDS
        while not os.path.exists(f'{self.dir}/podman.sock'):
            assert time.monotonic() < end and self.service.poll() is None, 'podman does not answer'
            time.sleep(0.1)

    # ---- Commands

    def run(self, *command, check=True, stdin=subprocess.DEVNULL):
        """With PVD_TEST_PODMAN=show, every command and what it says are shown as they go."""
        process = subprocess.run(command, env=self.env, cwd=ROOT, stdin=stdin, capture_output=True, text=True,
                                 errors='replace', check=False)
        if os.environ.get('PVD_TEST_PODMAN') == 'show':
            print('$', *command, f'\n{process.stdout}{process.stderr}', file=sys.stderr, flush=True)
        if check and process.returncode != 0:
            raise Failed(process)
        return process

    def podman(self, *args, **options):
        return self.run('podman', *args, **options).stdout

    def compose(self, *args, **options):
        return self.run('docker-compose', '--ansi', 'never', *args, **options).stdout

    def pvd(self, *args, check=True, options=()):
        """The command line, as README.md of deploy/compose says it is called."""
        return self.run('docker-compose', '--ansi', 'never', 'run', '--rm', '-T', *options, 'pvd', *args, check=check)

    def inspect(self, service, what):
        return self.podman('inspect', f'{self.project}_{service}_1', '--format', what).strip()

    def pid(self, service):
        return int(self.inspect(service, '{{.State.Pid}}'))

    def within(self, service, *command, **options):
        return self.compose('exec', '-T', service, *command, **options)
