"""Faults put into an instance's processes: one call of the system's that fails (tests/crash/faults/faults.c)."""
import os
import shutil
import subprocess
import tempfile

from instance import RELEASED, Instance
from partner import ROOT

SOURCE = os.path.join(ROOT, 'tests', 'crash', 'faults', 'faults.c')
UNFLUSHED, ROOMY = 'unflushed 0 0', 'roomy 0 0'


def services():
    """Whose programs there are."""
    return sorted(name.removeprefix('pvd-') for name in os.listdir(RELEASED) if name.startswith('pvd-'))


class FaultyInstance(Instance):
    """Of released programs: the sanitizers have a memory of their own. A plan is what faults.c reads, for a process that
    starts after it was made."""

    def __init__(self, up=('--no-import',), **options):
        self.plans = tempfile.mkdtemp(prefix='pvd-faults-')
        library = os.path.join(self.plans, 'faults.so')
        subprocess.run(['gcc', '-std=gnu11', '-Wall', '-Wextra', '-Werror', '-O1', '-g', '-fno-builtin', '-shared',
                        '-fPIC', '-o', library, SOURCE], check=True)
        super().__init__(up=up, env={'LD_PRELOAD': library, 'FAULTS': self.plans}, programs=RELEASED, **options)

    def __exit__(self, *rest):
        super().__exit__(*rest)
        shutil.rmtree(self.plans)

    def plan(self, service, text):
        """Whole or not at all: a process may be starting just now."""
        path = os.path.join(self.plans, f'pvd-{service}')
        with open(path + '.new', 'w', encoding='ascii') as file:
            file.write(text)
        os.rename(path + '.new', path)

    def planned(self, service):
        """Whether the plan has not been carried out."""
        return os.path.exists(os.path.join(self.plans, f'pvd-{service}'))

    def drop_plan(self, service):
        """Whether there was one."""
        try:
            os.unlink(os.path.join(self.plans, f'pvd-{service}'))
            return True
        except FileNotFoundError:
            return False
