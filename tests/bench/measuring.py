"""What every measure stands on: programs that measure, processes and what they take, an instance from its first start."""
import json
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / 'build' / 'bench'
PROGRAM_SECONDS, START_SECONDS = 180, 60
TICK_US = 1000000 / os.sysconf('SC_CLK_TCK')
COG = ROOT / 'node_modules/@etalab/decoupage-administratif/data'


def say(words):
    print(words, file=sys.stderr, flush=True)


def program(name, *args):
    """Runs one of the measuring programs; its one JSON object."""
    process = subprocess.run([BUILD / name, *map(str, args)], capture_output=True, text=True, timeout=PROGRAM_SECONDS)
    if process.returncode != 0:
        raise RuntimeError(f'{name} {args}: {process.stderr.strip()}')
    return json.loads(process.stdout)


def processor():
    """Ticks of all processors since the start: stolen, all."""
    with open('/proc/stat', encoding='ascii') as file:
        ticks = [int(field) for field in file.readline().split()[1:9]]
    return ticks[7], sum(ticks)


def cpu_us(pid):
    with open(f'/proc/{pid}/stat', encoding='utf-8') as file:
        fields = file.read().rpartition(')')[2].split()
    return TICK_US * (int(fields[11]) + int(fields[12]))


def memory(pid):
    """Resident kilobytes: all, and what is no mapped file."""
    with open(f'/proc/{pid}/status', encoding='utf-8') as file:
        fields = dict(line.split(':', 1) for line in file)
    return {'resident_kb': int(fields['VmRSS'].split()[0]), 'anonymous_kb': int(fields['RssAnon'].split()[0])}


def pids(instance):
    with open(instance.path('run', 'pids.json'), encoding='utf-8') as file:
        return json.load(file)


def timed(work, *args):
    start = time.monotonic()
    result = work(*args)
    return time.monotonic() - start, result


def start(instance):
    """Until every service answers."""
    offset = os.path.getsize(instance.path('up.log')) if os.path.exists(instance.path('up.log')) else 0
    instance.start(wait=False)
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        with open(instance.path('up.log'), encoding='utf-8') as log:
            log.seek(offset)
            if '"ready"' in log.read():
                return
        if instance.process.poll() is not None:
            break
        time.sleep(0.005)
    raise RuntimeError(f'the instance did not start:\n{instance.log_text()}')
