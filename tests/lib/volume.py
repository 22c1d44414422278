"""A disk of our own for a test: an ext4 file system in a file, mounted, that can lose its power, or be filled."""
import fcntl
import os
import shutil
import subprocess
import tempfile
import time

MIB = 1 << 20
BLOCK = 4096
EXT4_IOC_SHUTDOWN = 0x8004587d  # _IOR('X', 125, __u32)
# What still reaches the disk when the power goes: all there is, what the file system's journal holds, nothing more.
ALL, LOG, NOTHING = 0, 1, 2
UNMOUNT_SECONDS = 15


def unavailable():
    """Why this machine has no such disks; None where it has."""
    if os.geteuid() != 0:
        return 'a file system is mounted by root alone'
    if not shutil.which('mkfs.ext4'):
        return 'there is no mkfs.ext4 (e2fsprogs)'
    if subprocess.run(['losetup', '-f'], capture_output=True, check=False).returncode != 0:
        return 'there is no loop device'
    return None


class Volume:
    """`tmpfs`: a file system in memory, which says ENOSPC where ext4 says EIO."""

    def __init__(self, mib, tmpfs=False):
        self.mib, self.tmpfs = mib, tmpfs
        self.folder = tempfile.mkdtemp(prefix='pvd-volume-')
        self.image, self.at = os.path.join(self.folder, 'image'), os.path.join(self.folder, 'at')
        os.mkdir(self.at)

    def __enter__(self):
        if not self.tmpfs:
            with open(self.image, 'wb') as file:
                file.truncate(self.mib * MIB)
            # No blocks kept for root: services are not root's.
            subprocess.run(['mkfs.ext4', '-q', '-m', '0', '-b', str(BLOCK), self.image], check=True)
        try:
            self.mount()
        except BaseException:
            shutil.rmtree(self.folder)
            raise
        return self

    def __exit__(self, *_):
        try:
            self.unmount()
        finally:
            # Whatever may still be mounted is not to be searched through.
            for path in (self.at, self.folder):
                if not os.path.ismount(self.at):
                    shutil.rmtree(path, True)

    def mount(self, at=None):
        """`at`: a folder that is to be this disk."""
        at = at or self.at
        kind = ['-t', 'tmpfs', '-o', f'size={self.mib}m', 'tmpfs'] if self.tmpfs else ['-o', 'loop', self.image]
        subprocess.run(['mount', *kind, at], check=True, capture_output=True, text=True)

    def unmount(self):
        """Once nobody uses it any more."""
        end = time.monotonic() + UNMOUNT_SECONDS
        while os.path.ismount(self.at):
            done = subprocess.run(['umount', self.at], capture_output=True, text=True, check=False)
            if done.returncode != 0 and time.monotonic() > end:
                raise AssertionError(done.stderr)
            time.sleep(0 if done.returncode == 0 else 0.02)

    def cut(self, reaches):
        """The power goes."""
        folder = os.open(self.at, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, EXT4_IOC_SHUTDOWN, reaches.to_bytes(4, 'little'))
        finally:
            os.close(folder)

    # ---- Filling

    def free(self):
        room = os.statvfs(self.at)
        return room.f_bavail * room.f_frsize

    def fill(self, leave=0):
        """Takes all but `leave` bytes, without telling anybody before."""
        ballast = os.open(os.path.join(self.at, 'ballast'), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            step = MIB
            while step >= BLOCK:
                if self.free() < leave + step or not self.grow(ballast, step):
                    step //= 2
        finally:
            os.close(ballast)

    def grow(self, ballast, size):
        try:
            os.posix_fallocate(ballast, os.fstat(ballast).st_size, size)
        except OSError:
            return False
        return True

    def make_room(self):
        os.unlink(os.path.join(self.at, 'ballast'))
