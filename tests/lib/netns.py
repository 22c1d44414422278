"""Networks of a test's own: its process moves into an empty one, and others hang on that by a cable each, which can
be cut in either direction. Nothing has a name on the machine, and all of it goes with its processes."""
import contextlib
import ctypes
import os
import shutil
import subprocess
import time

NEEDED = ['ip', 'iptables', 'nsenter', 'unshare']
HERE = '10.77.0.1'  # the test's own network, as seen from everywhere
CLONE_NEWNET = 0x40000000
SECONDS = 10
libc = ctypes.CDLL(None, use_errno=True)


def missing():
    """Why there can be no networks here; None if there can."""
    absent = [name for name in NEEDED if not shutil.which(name)]
    if absent or os.geteuid() != 0:
        return f'networks of its own: this machine lacks {", ".join(absent) or "root"}'
    tried = subprocess.run(['unshare', '--net', 'iptables', '-nL'], capture_output=True, text=True, check=False)
    return f'networks of its own: {tried.stderr.strip()}' if tried.returncode else None


def _run(*command):
    subprocess.run(command, check=True, capture_output=True, text=True)


def _check(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def enter_own():
    """This thread, and whatever it starts from now on, has an empty network, until its process ends."""
    _check(libc.unshare(CLONE_NEWNET))
    _run('ip', 'link', 'set', 'lo', 'up')
    _run('ip', 'address', 'add', f'{HERE}/32', 'dev', 'lo')


class Place:
    """A network beyond a cable. `number`: 1 to 254, one each."""

    def __init__(self, number):
        self.cable, self.address = f'cable{number}', f'10.77.{number}.2'
        self.holder = subprocess.Popen(['unshare', '--net', 'sleep', 'infinity'], stdin=subprocess.DEVNULL)
        try:
            self._wait_for_holder()
            self.prefix = ['nsenter', '--target', str(self.holder.pid), '--net', '--']
            self._lay_cable(f'10.77.{number}.1')
        except BaseException:
            self.close()
            raise

    def _wait_for_holder(self):
        end = time.monotonic() + SECONDS
        while os.readlink(f'/proc/{self.holder.pid}/ns/net') == os.readlink('/proc/thread-self/ns/net'):
            assert time.monotonic() < end, 'unshare made no network'
            time.sleep(0.01)

    def _lay_cable(self, near):
        _run('ip', 'link', 'add', self.cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', str(self.holder.pid))
        _run('ip', 'address', 'add', f'{near}/24', 'dev', self.cable)
        _run('ip', 'link', 'set', self.cable, 'up')
        _run(*self.prefix, 'ip', 'link', 'set', 'lo', 'up')
        _run(*self.prefix, 'ip', 'address', 'add', f'{self.address}/24', 'dev', 'eth0')
        _run(*self.prefix, 'ip', 'link', 'set', 'eth0', 'up')
        _run(*self.prefix, 'ip', 'route', 'add', 'default', 'via', near)

    def close(self):
        subprocess.run(['ip', 'link', 'delete', self.cable], capture_output=True, check=False)
        self.holder.kill()
        self.holder.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @contextlib.contextmanager
    def entered(self):
        """Whatever this thread starts within, processes and sockets' threads, lives there."""
        with open('/proc/thread-self/ns/net', 'rb') as here, \
                open(f'/proc/{self.holder.pid}/ns/net', 'rb') as there:
            _check(libc.setns(there.fileno(), CLONE_NEWNET))
            try:
                yield
            finally:
                _check(libc.setns(here.fileno(), CLONE_NEWNET))

    # ---- The cable. What is lost is lost on arrival: who sent it is told nothing.

    def lose_what_leaves(self):
        _run('iptables', '-w', '-A', 'INPUT', '-i', self.cable, '-j', 'DROP')

    def lose_what_comes(self):
        _run(*self.prefix, 'iptables', '-w', '-A', 'INPUT', '-i', 'eth0', '-j', 'DROP')

    def cut(self):
        self.lose_what_leaves()
        self.lose_what_comes()

    def unplug(self):
        """The cable is seen to be out, on this side."""
        _run('ip', 'link', 'set', self.cable, 'down')

    def heal(self):
        """All of it passes again, whatever was done."""
        _run('ip', 'link', 'set', self.cable, 'up')
        _run(*self.prefix, 'iptables', '-w', '-F', 'INPUT')
        while subprocess.run(['iptables', '-w', '-D', 'INPUT', '-i', self.cable, '-j', 'DROP'], capture_output=True,
                             check=False).returncode == 0:
            pass
