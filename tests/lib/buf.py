"""buf, as npm brings it, and a copy of the contract that a test may spoil."""
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUF = next((ROOT / 'node_modules/@bufbuild').glob('buf-linux-*/bin/buf'))


def buf(*args):
    return subprocess.run([BUF, *args], capture_output=True, text=True, timeout=120)


def copy_contract(folder):
    """The contract with buf's settings; where its .proto files are."""
    shutil.copy(ROOT / 'buf.yaml', folder)
    shutil.copytree(ROOT / 'proto/pvd', pathlib.Path(folder) / 'proto/pvd')
    return pathlib.Path(folder) / 'proto/pvd'
