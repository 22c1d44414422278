"""The access matrix: who may call what, from the contract alone, what comes of calling it, and who may read what of
the journals."""
import collections
import concurrent.futures

from contract import actor_pb2, fill, methods, options_pb2
from instance import Instance
from partner import Chain, Refused, envelope_pb2, journal_pb2, ulid
from values import values_of
from web import Web, crockford
from world import LONG, NATION, PLACES, World, name_of

AT_ONCE = 16  # of one principal's calls; all of them may be lists, of which it may not read many
OK = envelope_pb2.CODE_UNSPECIFIED  # an answer carries no status
DENIED = envelope_pb2.CODE_PERMISSION_DENIED
# How a call ends that was let through, with a valid request.
LET_THROUGH = (OK, envelope_pb2.CODE_NOT_FOUND, envelope_pb2.CODE_ALREADY_EXISTS, envelope_pb2.CODE_FAILED_PRECONDITION)
# Why the contract's policies deny; and why a rule of the domain does, of whom the policy lets through: the préfet who
# coordinates, a payer's own line, a beneficiary's own application, what the gateway alone tells itself.
BY_POLICY = {'ROLE_REQUIRED', 'OUT_OF_SCOPE', 'TEST_ONLY'}
BY_DOMAIN = {'NOT_COORDINATING', 'NOT_YOUR_LINE', 'NOT_YOUR_APPLICATION', 'NOT_THE_GATEWAY'}

# ---- What they may do, from the policy alone

# Whom the value of a scope field concerns, by the field's name.
TOWN = {'departement', 'commune', 'epci'}
IS_OF = {
    'commune_code': {'departement', 'commune'},  # of the commune alone
    'commune_codes': TOWN,
    'candidacy_id': TOWN,
    'candidacy_ids': TOWN,
    'label_id': TOWN,
    'beneficiary_code': TOWN,
    'application_id': TOWN | {'partner'},
    'territory_id': {'departement'},  # of another commune and its EPCI, where nobody is from
    'selection_id': {'departement'},  # of several candidacies: a préfecture's business
}


def is_allowed(policy, who, test):
    if policy.test_only and not test:
        return False
    if actor_pb2.ROLE_PUBLIC not in policy.roles and who.role not in policy.roles:
        return False
    if policy.scope_rule in (options_pb2.SCOPE_RULE_NONE, options_pb2.SCOPE_RULE_FILTER):
        return True
    place = PLACES[who.place]
    if who.role in NATION or (place.scope and place.scope.nationwide):
        return True
    if policy.scope_rule == options_pb2.SCOPE_RULE_DEPARTEMENT:
        return 'departement' in place.holds
    return bool(place.holds & IS_OF[policy.scope_field])


Call = collections.namedtuple('Call', 'who method service')
Outcome = collections.namedtuple('Outcome', 'code reason body key')


def was_let_through(outcome):
    return outcome.code in LET_THROUGH or (outcome.code == DENIED and outcome.reason in BY_DOMAIN)


def was_denied(outcome):
    """Over HTTP, whoever is not signed in is told so first."""
    return ((outcome.code == DENIED and outcome.reason in BY_POLICY) or
            (outcome.code == envelope_pb2.CODE_UNAUTHENTICATED and outcome.reason == 'SIGN_IN_REQUIRED'))


def faults_of(outcomes, policies, test=True):
    """Where what happened is not what the policies say, as sentences."""
    for call, outcome in outcomes.items():
        allowed = is_allowed(policies[call.method.path], call.who, test)
        where = f'{name_of(call.who)} {call.service} {call.method.name}: '
        if allowed and not was_let_through(outcome):
            yield where + f'allowed by the contract, with a valid request, and answered {outcome.reason}'
        if not allowed and not was_denied(outcome):
            yield where + f'not allowed by the contract, and answered {outcome.reason or "OK"}'


# ---- Calling

def build(case, **options):
    """The world that it happens in, for as long as a class of tests."""
    instance = case.enterClassContext(Instance(**options))
    instance.pvd('import', 'cog', timeout=LONG)
    instance.pvd('import', 'criteria')
    world = World(instance)
    world.settle()
    return world


def calls_of(world, who):
    return [Call(who, method, service) for method in methods()
            for service in ([method.service] if method.service else world.services)]


def start(world, partner, call, kind=None):
    """The call's id, and its idempotency key."""
    kind = kind or call.method.kind
    options = {'key': ulid()} if kind == envelope_pb2.KIND_COMMAND else {}
    body = fill(call.method.request(), values_of(world, call.service, call.method.request))
    return partner.start(kind, call.service, call.method.path, body, timeout=LONG, **options), options.get('key')


def finish(partner, call_id, idempotency_key):
    try:
        return Outcome(OK, '', partner.reply(call_id, LONG + 2).body, idempotency_key)
    except Refused as refused:
        return Outcome(refused.code, refused.reason, b'', idempotency_key)


def run(world, calls, kind=None):
    """Sends one principal's calls, some at once, as `kind` or as what they are; the outcome of each."""
    outcomes = {}
    if not calls:
        return outcomes
    with world.connect(name_of(calls[0].who)) as partner:
        for first in range(0, len(calls), AT_ONCE):
            started = [(call, *start(world, partner, call, kind)) for call in calls[first:first + AT_ONCE]]
            outcomes.update((call, finish(partner, *started_call)) for call, *started_call in started)
    return outcomes


# ---- Journals

def plain(positions):
    return {name: (position.epoch, position.sequence) for name, position in positions.items()}


Entry = collections.namedtuple('Entry', 'header audience bytes')


def entries_of(operator, service, position):
    """Every entry of a journal since then."""
    chain, entries = Chain(position.epoch, position.sequence, position.hash or bytes(32)), []
    while True:
        found = operator.fetch(service, **chain.position()).entries
        if not found:
            return entries
        entries += [Entry(chain.take(entry), journal_pb2.EntryHeader.FromString(entry.audience), entry.header)
                    for entry in found]


def may_read(who, entry):
    """Whether an entry is public, or concerns one within the reader's scope."""
    scope, header, audience = PLACES[who.place].scope or actor_pb2.Scope(), entry.header, entry.audience
    if who.role in NATION or scope.nationwide:
        return True
    if not (header.departements or audience.collectivites or audience.partners):
        return True
    return bool(set(scope.departements) & set(header.departements) or
                set(scope.collectivites) & set(audience.collectivites) or scope.partner in audience.partners)


# ---- Over HTTP

ENCODINGS = (('json', False), ('proto', False), ('json', True), ('proto', True))  # and whether by GET


def call_over_http(world, web, who, call, number):
    """In one encoding or another, by the call's number; a journal, which is long, in binary."""
    codec, get = ENCODINGS[number % len(ENCODINGS)]
    kind, key = call.method.kind, ulid()
    body = fill(call.method.request(), values_of(world, call.service, call.method.request))
    answer = web.call(call.method, body, who, crockford(key), 'proto' if kind == envelope_pb2.KIND_FETCH else codec,
                      get and kind != envelope_pb2.KIND_COMMAND, call.service)
    return Outcome(answer.error.code if answer.error else OK, answer.reason,
                   answer.message.SerializeToString() if answer.message else b'', key)


def run_over_http(world, who, calls, at_a_time=8):
    """Sends one principal's calls, some at a time; the outcome of each. `who` is a token, or None."""
    outcomes = {}

    def run_some(first):
        with Web(world.instance, f'127.0.0.{first + 2}', LONG) as web:
            for number in range(first, len(calls), at_a_time):
                outcomes[calls[number]] = call_over_http(world, web, who, calls[number], number)
    with concurrent.futures.ThreadPoolExecutor(at_a_time) as pool:
        list(pool.map(run_some, range(at_a_time)))
    return outcomes
