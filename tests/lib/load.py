"""Writers at work in threads of their own, one for each service, while something is done to the instance; and what
may be said afterwards of how long others waited, and of how much memory a process took."""
import os
import statistics
import threading
import time

from notes import Writer

# The sanitizers give back what is freed, and not a quarter of a gigabyte later: memory can be measured.
MEASURED = {'ASAN_OPTIONS': 'quarantine_size_mb=1:thread_local_quarantine_size_kb=64'}


class Load:
    """Writes notes to each of `services` until it is told to end: for 0.2 s, then for `pause` seconds none, in turn."""

    def __init__(self, instance, services, in_flight=4, name='load', settle=60, pause=0):
        self.instance, self.settle, self.pause, self.failures = instance, settle, pause, []
        self.partners = {service: instance.partner('operator') for service in services}
        self.writers = {service: Writer(partner, service, in_flight, f'{name} {service}')
                        for service, partner in self.partners.items()}
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._write, args=[writer]) for writer in self.writers.values()]

    def _write(self, writer):
        try:
            while not self.over.wait(self.pause):
                writer.run(seconds=0.2, settle=self.settle)
        except BaseException as failure:
            self.failures.append(failure)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.end()
        for partner in self.partners.values():
            partner.close()

    def end(self):
        """Until every note is acknowledged; what went wrong is raised here."""
        self.over.set()
        for thread in self.threads:
            thread.join()
        if self.failures:
            raise self.failures.pop()

    def waits(self, service, begin, end):
        """How long each answer of that time took to come."""
        return [seconds for when, seconds in self.writers[service].answers if begin <= when < end]


def check_unhurt(case, load, service, before, during, factor, seconds):
    """Who has nothing to do with it is answered as before: the median within `factor` of what it was, ninety-nine of
    a hundred within `seconds`."""
    then, now = load.waits(service, *before), load.waits(service, *during)
    case.assertGreater(min(len(then), len(now)), 20, f'{service} was hardly asked, or hardly answered')
    ratio = statistics.median(now) / statistics.median(then)
    case.assertLess(ratio, factor, f'{service}: the median is {statistics.median(now):.4f} s')
    case.assertLess(sorted(now)[len(now) * 99 // 100], seconds, service)
    return ratio


def peak_bytes(pid):
    """The most memory that the process ever had."""
    with open(f'/proc/{pid}/status', encoding='ascii') as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith('VmHWM'))


def anonymous_bytes(pid):
    """What it holds of memory besides the files it has mapped, which the system drops when others need the room."""
    with open(f'/proc/{pid}/status', encoding='ascii') as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith('RssAnon'))


class Growth:
    """How much anonymous memory processes took at most, meanwhile, more than when it began: by name, in bytes."""

    def __init__(self, pids):
        self.pids, self.over = pids, threading.Event()
        self.before = {name: anonymous_bytes(pid) for name, pid in pids.items()}
        self.peaks = dict(self.before)
        self.thread = threading.Thread(target=self._watch)

    def _look(self):
        self.peaks = {name: max(self.peaks[name], anonymous_bytes(pid)) for name, pid in self.pids.items()}

    def _watch(self):
        while not self.over.wait(0.02):
            self._look()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()
        self._look()

    def most(self):
        return {name: self.peaks[name] - self.before[name] for name in self.pids}


def descriptors(pid):
    """How many files and sockets it has open."""
    return len(os.listdir(f'/proc/{pid}/fd'))


def span(seconds):
    """Lets so much time pass; from when to when it was."""
    begin = time.monotonic()
    time.sleep(seconds)
    return begin, time.monotonic()
