"""Our own code as another implementation meets it: a program of tests/lib/peer.c, running."""
import os
import struct
import subprocess

from partner import ROOT


class CPeer:
    def __init__(self, name):
        self.process = subprocess.Popen([os.path.join(ROOT, 'build', 'dev', 'peer', name)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)

    def ask(self, request):
        """Whether it was done, and what came of it."""
        self.process.stdin.write(struct.pack('>I', len(request)) + request)
        self.process.stdin.flush()
        size, = struct.unpack('>I', self._read(4))
        answer = self._read(size)
        return answer[0] == 1, answer[1:]

    def _read(self, size):
        data = self.process.stdout.read(size)
        if len(data) != size:
            raise AssertionError(f'the peer died, status {self.process.wait()}')
        return data

    def close(self):
        self.process.stdin.close()
        status = self.process.wait(30)
        self.process.stdout.close()
        return status
