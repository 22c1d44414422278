"""Golden vectors: of each message of a release, bytes and the JSON that they mean. Made once, from a fixed seed; one
line each: type, base64, JSON."""
import base64
import json
import random

from google.protobuf import json_format

from json_messages import Messages

SEED, CANDIDATES, TRIALS = 'pvd', 20, 12
NOT_KEPT = (-0.0, 3.4028234663852886e38)  # protobuf-c sends no zero; Python's JSON of the greatest float is refused by it


class Filled(Messages):
    """Messages within messages are small: each has vectors of its own."""

    def fill(self, message, share=0.3):
        fields = list(message.DESCRIPTOR.fields)
        self.random.shuffle(fields)  # of a oneof the last one set stays: any of them
        for field in fields:
            if self.random.random() < share:
                self._set(message, field)
        for field, value in message.ListFields():
            if field.cpp_type in (field.CPPTYPE_DOUBLE, field.CPPTYPE_FLOAT):
                self._without(message, field, value)
        return message

    @staticmethod
    def _without(message, field, value):
        if field.label == field.LABEL_REPEATED:
            value[:] = [1.5 if one in NOT_KEPT else one for one in value]
        elif value in NOT_KEPT:
            setattr(message, field.name, 1.5)

    def fill_message(self, message):
        if message.DESCRIPTOR.file.package == 'google.protobuf':
            super().fill_message(message)
        else:
            self.fill(message, 0.25)


def chosen(messages, type):
    """Few and small ones which together have every field set; of a message without any, the empty one."""
    missing, found = {field.name for field in type.DESCRIPTOR.fields}, []
    for _ in range(TRIALS):
        best, gain = None, 0
        for _ in range(CANDIDATES):
            message = messages.fill(type(), messages.random.choice([0.5, 0.9, 1]))
            new = sum(field.name in missing for field, _ in message.ListFields())
            if new / (400 + message.ByteSize()) > gain:
                best, gain = message, new / (400 + message.ByteSize())
        if best:
            found.append(best)
            missing -= {field.name for field, _ in best.ListFields()}
        if not missing:
            return found or [type()]
    raise AssertionError(f'{type.DESCRIPTOR.full_name}: never set: {missing}')


def as_json(message):
    return json.loads(json_format.MessageToJson(message))


def lines(release):
    for name in release.messages():
        messages = Filled(random.Random(f'{SEED} {name}'))
        for message in chosen(messages, release.message(name)):
            packed = base64.b64encode(message.SerializeToString(deterministic=True)).decode()
            yield f'{name} {packed} {json.dumps(as_json(message), ensure_ascii=False, separators=(",", ":"))}\n'


def path_of(release):
    return release.folder / 'vectors.txt'


def make(release):
    path_of(release).write_text(''.join(lines(release)), encoding='utf-8')


def read(release):
    """Each vector: full name, bytes, JSON."""
    for line in path_of(release).read_text(encoding='utf-8').split('\n')[:-1]:
        name, packed, text = line.split(' ', 2)
        yield name, base64.b64decode(packed), json.loads(text)
