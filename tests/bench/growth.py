"""How it grows: with the territory (one region, three, France), with the length of a journal, and with the
number of partners who wait for it. Each as one curve a figure; what is drawn is what `make bench` has measured."""
import json
import pathlib
import random
import tempfile

from instance import Instance
from measuring import COG, memory, pids, program, say, start, timed

FOLLOWED, ALONE = 'registry', 'club'
TERRITORIES = [['76'], ['76', '44', '84'], None]  # one region, three, all of them
ENTRIES = [150000, 1200000, 4500000]
PARTNERS = [(10, 60, 20), (100, 60, 40), (1000, 30, 400)]  # how many, events, milliseconds between them
IN_FLIGHT, SECONDS, REPLAYS, SCORINGS, CODES = 1024, 1, 3, 10, 4000
SEED = 2026


def whole(instance):
    """Resident kilobytes of all processes."""
    return sum(memory(pid)['resident_kb'] for pid in pids(instance).values())


# ---- The territory

def part_of_france(regions, folder):
    """The five files of the COG with these regions, and what lies in them alone."""
    files = {path.stem: json.loads(path.read_text()) for path in COG.glob('*.json')}
    files['regions'] = [one for one in files['regions'] if one['code'] in regions]
    for name in ('communes', 'arrondissements', 'departements'):
        files[name] = [one for one in files[name] if one.get('region') in regions]
    communes = {commune['code'] for commune in files['communes']}
    for name in ('epci', 'ept'):
        files[name] = [one for one in files[name] if all(member['code'] in communes for member in one['membres'])]
    for name, content in files.items():
        (folder / f'{name}.json').write_text(json.dumps(content))
    return [one['code'] for one in files['communes'] if one['type'] == 'commune-actuelle']


def by_territory(regions, folder):
    cog = pathlib.Path(tempfile.mkdtemp(prefix='cog-', dir=folder))
    known = part_of_france(regions or {one['code'] for one in json.loads((COG / 'regions.json').read_text())}, cog)
    with Instance(up=['--json', '--no-import']) as instance:
        args = [str(cog), '--cog-year', '2026', '--population-year', '2023']
        import_s, told = timed(instance.pvd, 'import', 'cog', *args, '--json')
        for what in ('criteria', 'definitions', 'grid'):
            instance.pvd('import', what)
        instance.settle()
        scored = program('score', instance.dir, SCORINGS)
        codes = instance.path('codes')
        chosen = random.Random(SEED).sample(known, CODES)
        pathlib.Path(codes).write_text(''.join(f'{code}\n' for code in chosen))
        asked = program('load', instance.dir, FOLLOWED, 'commune', 1, IN_FLIGHT, SECONDS, codes)
        memory_mb = whole(instance) / 1024
        instance.stop()
        start_s, _ = timed(start, instance)
        return {'communes': json.loads(told.stdout)['communes'], 'import_s': import_s,
                'scoring_ms': scored['median_us'] / 1000, 'queries_per_s': asked['per_s'], 'start_s': start_s,
                'memory_mb': memory_mb}


# ---- The journal

def fill(instance, entries):
    """Notes until there are so many."""
    while int(instance.status(ALONE)['position']['sequence']) < entries:
        program('load', instance.dir, ALONE, 'note', 1, IN_FLIGHT, 1)


def by_journal(instance, entries):
    fill(instance, entries)
    written = program('load', instance.dir, ALONE, 'note', 1, IN_FLIGHT, SECONDS)
    replayed = program('replay', instance.dir, ALONE, REPLAYS)
    memory_mb = memory(pids(instance)[ALONE])['anonymous_kb'] / 1024
    instance.stop()
    start_s, _ = timed(start, instance)
    return {'entries': replayed['entries'], 'commands_per_s': written['per_s'],
            'replay_per_s': 1e6 * replayed['entries'] / replayed['median_us'], 'start_s': start_s,
            'memory_mb': memory_mb}


# ---- Partners

def by_partners(instance, known, partners, events, every_ms):
    """`known` of them are there from before."""
    for number in range(known + 1, partners + 1):
        instance.principal(f'partner-{number}', 'partner', '--nationwide', kind='partner')
    delivered = program('deliver', instance.dir, ALONE, partners, events, every_ms)
    return {'partners': partners, 'median_ms': delivered['median_us'] / 1000, 'p99_ms': delivered['p99_us'] / 1000,
            'memory_mb': memory(pids(instance)['bus'])['anonymous_kb'] / 1024}


def measure(folder):
    say('growth: the territory')
    territory = [by_territory(regions, folder) for regions in TERRITORIES]
    with Instance(up=['--json', '--no-import']) as instance:
        say('growth: partners')
        known = [0] + [partners for partners, _, _ in PARTNERS]
        partners = [by_partners(instance, before, *one) for before, one in zip(known, PARTNERS)]
        say('growth: the journal')
        journal = [by_journal(instance, entries) for entries in ENTRIES]
    return {'territory': territory, 'journal': journal, 'partners': partners}


# ---- Pictures

# Of each axis, what stands for it and the figures drawn, each with its words.
DRAWN = {
    'territory': ('communes', {'import_s': 'import of the COG, s', 'scoring_ms': 'scoring in memory, ms',
                               'queries_per_s': 'queries /s, 1 024 in flight', 'start_s': 'start again, s',
                               'memory_mb': 'memory of the instance, MB'}),
    'journal': ('entries', {'commands_per_s': 'durable commands /s, 1 024 in flight', 'replay_per_s': 'replay, entries /s',
                            'start_s': 'start again, s', 'memory_mb': 'memory of the service, MB'}),
    'partners': ('partners', {'median_ms': 'event → partner, median, ms', 'p99_ms': 'event → partner, p99, ms',
                              'memory_mb': 'memory of the bus, MB'}),
}


def short(value):
    return f'{value:,.0f}'.replace(',', ' ') if value >= 1000 else f'{value:.3g}'


def draw_one(place, sizes, values, by, words):
    """A figure over sizes, each point with its value; what grows tenfold is as high as it is wide."""
    place.loglog(sizes, values, marker='o')
    for size, value in zip(sizes, values):
        place.annotate(short(value), (size, value), xytext=(0, 6), textcoords='offset points', ha='center')
    place.set(title=words, xlabel=by, xlim=(sizes[0] / 2, sizes[-1] * 2), ylim=(min(values) / 3, max(values) * 3))
    place.minorticks_off()
    place.set_xticks(sizes, [short(size) for size in sizes])
    place.set_yticks([])


def draw(growth, folder):
    """One picture for each axis, growth-<axis>.svg: its figures beside each other, both scales logarithmic."""
    try:
        import matplotlib
    except ImportError:
        say('skipped: no pictures without python3-matplotlib')
        return
    matplotlib.use('svg')
    matplotlib.rcParams.update({'svg.fonttype': 'none', 'svg.hashsalt': 'pvd', 'font.size': 9})
    from matplotlib import pyplot
    for axis, (by, figures) in DRAWN.items():
        sizes = [point[by] for point in growth[axis]]
        picture, places = pyplot.subplots(1, len(figures), figsize=(2.8 * len(figures), 2.6), layout='constrained')
        for place, (key, words) in zip(places, figures.items()):
            draw_one(place, sizes, [point[key] for point in growth[axis]], by, words)
        picture.savefig(pathlib.Path(folder) / f'growth-{axis}.svg', metadata={'Date': None})
        pyplot.close(picture)
