"""A wall clock of a test's own, for the processes of an instance: faketime's, moved while they run. Monotonic time stays
what it is."""
import glob
import os
import subprocess
import tempfile
import time

LIBRARIES = '/usr/lib/*/faketime/libfaketime.so.1'


def missing():
    """Why there can be no such clock; None if there can."""
    return None if glob.glob(LIBRARIES) else 'a clock of its own: this machine lacks faketime'


def _sanitizer(program):
    """The sanitizers' library, which wants to be loaded before any other; none in what was built without."""
    needed = subprocess.run(['ldd', program], capture_output=True, text=True, check=True).stdout
    return [line.split()[2] for line in needed.splitlines() if 'libasan' in line]


class Clock:
    def __init__(self, program):
        self.dir = tempfile.TemporaryDirectory(prefix='pvd-clock-')
        self.file = os.path.join(self.dir.name, 'clock')
        self.jump(0)
        self.env = {'LD_PRELOAD': ' '.join([*_sanitizer(program), glob.glob(LIBRARIES)[0]]),
                    'FAKETIME_TIMESTAMP_FILE': self.file, 'FAKETIME_NO_CACHE': '1', 'FAKETIME_DONT_FAKE_MONOTONIC': '1'}

    def jump(self, seconds):
        """From now on the clock is so far from the machine's."""
        with open(f'{self.file}.new', 'w', encoding='ascii') as file:
            file.write(f'{seconds:+d}\n')
        os.replace(f'{self.file}.new', self.file)
        self.ahead = seconds

    def now(self):
        """In seconds since 1970."""
        return time.time() + self.ahead

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.dir.cleanup()
