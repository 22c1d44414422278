"""The score once more, in a few lines that share nothing with the services: indicators as their definitions say, levels
and points as a grid says. Values are floats, None where there is none; everything is by commune."""
import bisect
import collections
import math

EARTH_KM = 6371.0088
COMPARE = {'BELOW': float.__lt__, 'AT_MOST': float.__le__, 'EQUAL': float.__eq__, 'NOT_EQUAL': float.__ne__,
           'AT_LEAST': float.__ge__, 'ABOVE': float.__gt__}
CELL_MAX = 0.25  # degrees
KM_PER_DEGREE = EARTH_KM * math.pi / 180


class Country:
    """`recorded`: (indicator, year) → {commune: value}; `groups`: name → {commune: group}; `facts`: geographic ones;
    `places`: {commune: (longitude, latitude)}."""

    def __init__(self, definitions, communes, recorded, groups, facts, places):
        self.definitions = {one['id']: one for one in definitions}
        self.communes, self.recorded, self.groups, self.facts = communes, recorded, groups, facts
        self.spots = {code: spot(*places[code]) for code in communes if code in places}
        self.places, self.made = places, {}

    def value(self, indicator, year=0):
        """{commune: value or None}"""
        if (indicator, year) not in self.made:
            definition = self.definitions[indicator]
            origin = next(name for name in MAKERS if name in definition)
            self.made[indicator, year] = MAKERS[origin](self, definition, definition[origin], year)
        return self.made[indicator, year]

    def operand(self, operand):
        return self.value(operand['indicatorId'], operand.get('year', 0))

    def meeting(self, conditions):
        values = [(self.operand(c['operand']), COMPARE[c['comparison'].removeprefix('COMPARISON_')],
                   float(c.get('threshold', 0))) for c in conditions]
        return {code for code in self.communes
                if all(of[code] is not None and holds(float(of[code]), limit) for of, holds, limit in values)}

    def group(self, name):
        """{commune: group}, without those that have none."""
        if name == 'nation':
            return dict.fromkeys(self.communes, 1)
        if name in self.groups:
            return {code: group for code, group in self.groups[name].items() if group}
        known = {label.get('value', 0) for label in self.definitions[name]['labels']}
        return {code: value for code, value in self.value(name).items() if value in known}


def spot(longitude, latitude):
    east, north = math.radians(longitude), math.radians(latitude)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


def kilometres(chord):
    """Over the ground; between spots, `math.dist` is the chord."""
    return 2 * EARTH_KM * math.asin(min(1, chord / 2))


class Around:
    """Finds neighbours by cells of the map, ring after ring; where there are many, cells are small."""

    def __init__(self, country, codes):
        self.country, self.codes, self.cells = country, codes, collections.defaultdict(list)
        self.degrees = min(CELL_MAX, 20 / math.sqrt(len(codes) or 1))
        for code in codes:
            self.cells[self.cell(code)].append(code)

    def cell(self, code):
        return tuple(math.floor(degrees / self.degrees) for degrees in self.country.places[code])

    def narrow_km(self, code):
        """No more than the width of a cell about there."""
        return self.degrees * math.cos(math.radians(min(89, abs(self.country.places[code][1]) + 1))) * KM_PER_DEGREE

    def ring(self, code, radius):
        x, y = self.cell(code)
        for dx in range(-radius, radius + 1):
            for dy in range(-radius, radius + 1):
                if max(abs(dx), abs(dy)) == radius:
                    yield from self.cells.get((x + dx, y + dy), ())

    def nearest(self, code, passes):
        """The nearest that passes and how far, the lowest code of equal ones; (None, None) if none does."""
        here, spots, narrow = self.country.spots[code], self.country.spots, self.narrow_km(code)
        found = []  # (chord, code)
        for radius in range(12):
            found += [(math.dist(here, spots[other]), other) for other in self.ring(code, radius) if passes(other)]
            if found and kilometres(min(found)[0]) < (radius * narrow) * .95:
                break
        else:
            found = [(math.dist(here, spots[other]), other) for other in self.codes if passes(other)]
        chord, code = min(found, default=(None, None))
        return code, chord and kilometres(chord)

    def within(self, code, radius_km):
        here, spots = self.country.spots[code], self.country.spots
        chord = 2 * math.sin(radius_km / EARTH_KM / 2)
        for radius in range(2 + int(radius_km / self.narrow_km(code))):
            for other in self.ring(code, radius):
                if math.dist(here, spots[other]) <= chord:
                    yield other


# ---- Indicators: (country, definition, origin, year) → {commune: value or None}

def each(country, make, *columns):
    return {code: make(*(column[code] for column in columns)) for code in country.communes}


def recorded(country, definition, _, year):
    known = [at for name, at in country.recorded if name == definition['id']]
    values = country.recorded.get((definition['id'], year or max(known, default=0)), {})
    return {code: values.get(code) for code in country.communes}


def geographic(country, _, of, __):
    return {code: country.facts[of['fact']].get(code) for code in country.communes}


def ratio(country, _, of, __):
    return each(country, lambda a, b: None if a is None or b is None or b <= 0 else a / b * of.get('factor', 1),
                country.operand(of['numerator']), country.operand(of['denominator']))


def total(country, _, of, __):
    factors = [term['factor'] for term in of['terms']]
    return each(country, lambda *values: None if None in values else sum(v * f for v, f in zip(values, factors)),
                *(country.operand(term['operand']) for term in of['terms']))


def trend(country, _, of, __):
    years = of['to']['year'] - of['from']['year']
    return each(country, lambda a, b: None if a is None or b is None or a <= 0 else (b / a - 1) * 100 / years,
                country.operand(of['from']), country.operand(of['to']))


def presence(country, _, of, __):
    least = of.get('atLeast') or 1
    return each(country, lambda *values: None if all(v is None for v in values)
                else float(sum(v is not None and v >= least for v in values)),
                *map(country.operand, of['operands']))


def first_known(country, _, of, __):
    return each(country, lambda *values: next((v for v in values if v is not None), None),
                *map(country.operand, of['operands']))


def step(steps, value):
    found = bisect.bisect_right([one.get('from', 0) for one in steps], value)
    return steps[found - 1].get('value', 0) if found else None


def step_table(country, _, of, __):
    return each(country, lambda v: None if v is None else step(of['steps'], v), country.operand(of['operand']))


def in_group(country, _, of, __):
    groups, meets = country.group(of['groupId']), country.meeting(of.get('conditions', ()))
    members = collections.defaultdict(list)
    for code in sorted(meets & groups.keys()):
        members[groups[code]].append(code)
    if of['measure'] == 'MEASURE_COUNT':
        return {code: float(len(members[groups[code]])) if code in groups else None for code in country.communes}
    values, result = country.operand(of['operand']), dict.fromkeys(country.communes)
    for codes in members.values():
        if any(values[code] is None for code in codes):
            continue
        ordered = sorted(values[code] for code in codes)
        for code in codes:
            result[code] = measure(of['measure'], ordered, values[code])
    return result


def measure(kind, ordered, value):
    if kind == 'MEASURE_RANK':
        return float(len(ordered) - bisect.bisect_right(ordered, value) + 1)
    if kind == 'MEASURE_RATIO_TO_LARGEST_OTHER':
        rival = ordered[-1] if value < ordered[-1] else max([0, *ordered[:-1]])
        return 0 if value <= 0 else value * 100 / rival if value < rival * 10 else 1000
    whole = sum(ordered) if kind == 'MEASURE_SHARE' else ordered[-1]
    return value * 100 / whole if whole > 0 else None


def nearest(country, _, of, __):
    around = Around(country, country.meeting(of.get('conditions', ())) & country.spots.keys())
    level = country.operand(of['atLeastOwn']) if 'atLeastOwn' in of else None

    def passes(code):
        return lambda other: other != code and (level is None or (
            level[other] is not None and level[code] is not None and level[other] >= level[code]))

    return {code: around.nearest(code, passes(code))[1] if code in country.spots else None for code in country.communes}


def catchment(country, _, of, __):
    around = Around(country, country.meeting(of.get('conditions', ())) & country.spots.keys())
    values = country.operand(of['sum']) if 'sum' in of else dict.fromkeys(country.communes, 1)
    result = {code: 0.0 if code in country.spots and around.codes else None for code in country.communes}
    for code in country.spots if around.codes else ():
        if values[code] is not None:
            result[around.nearest(code, lambda other: True)[0]] += values[code]
    return result


def share_around(country, _, of, __):
    around, values = Around(country, country.spots.keys()), country.operand(of['operand'])

    def share(code):
        if code not in country.spots or values[code] is None:
            return None
        whole = sum(values[other] or 0 for other in around.within(code, of['radiusKm']))
        return values[code] * 100 / whole if whole > 0 else None

    return {code: share(code) for code in country.communes}


MAKERS = {'recorded': recorded, 'geographic': geographic, 'ratio': ratio, 'sum': total, 'trend': trend,
          'presence': presence, 'firstKnown': first_known, 'stepTable': step_table, 'inGroup': in_group,
          'nearest': nearest, 'catchment': catchment, 'around': share_around}


# ---- Levels and points

def scale(line, value):
    if 'linear' in line:
        low, high = line['linear'].get('low', 0), line['linear'].get('high', 0)
        return min(1, max(0, (value - low) / (high - low)))
    low, high = line['logarithm']['low'], line['logarithm']['high']
    return math.log(min(high, max(low, value)) / low) / math.log(high / low)


def percentiles(country, line, values):
    groups, members, result = country.group(line['percentile']['groupId']), collections.defaultdict(list), {}
    for code in groups:
        if values[code] is not None:
            members[groups[code]].append(values[code])
    for ordered in members.values():
        ordered.sort()
    for code, group in groups.items():
        if values[code] is None:
            continue
        ordered = members[group]
        lower = bisect.bisect_left(ordered, values[code])
        higher = len(ordered) - bisect.bisect_right(ordered, values[code])
        result[code] = (lower, higher)
    return result


def levels(country, line):
    """{commune: level, and whether the value counted}"""
    values, neutral = country.value(line['indicatorId'], line.get('year', 0)), line['missing'] == 'MISSING_RULE_NEUTRAL'
    lower, result = line.get('direction') == 'DIRECTION_LOWER', {}
    places = percentiles(country, line, values) if 'percentile' in line else None
    for code in country.communes:
        value = values[code]
        if value is None or (places is not None and code not in places):
            result[code] = 0.5 if neutral else 0, False
        elif places is not None:
            worse, better = reversed(places[code]) if lower else places[code]
            result[code] = worse / (worse + better) if worse + better else 1, True
        elif 'steps' in line:
            found = step(line['steps']['steps'], value)
            result[code] = line['steps']['steps'][0].get('value', 0) if found is None else found, True
        else:
            result[code] = 1 - scale(line, value) if lower else scale(line, value), True
    return result


def scores(country, grid):
    """{commune: points of 100}"""
    result = dict.fromkeys(country.communes, 0.0)
    for line in grid['indicators']:
        for code, (level, _) in levels(country, line).items():
            result[code] += level * line['weightBp'] / 100
    return result
