"""Runs protobuf-c's plugin on a copy of the contract made for C: short names, our options left out."""

import copy

from google.protobuf import descriptor_pb2

from .contract import OPTIONS, package_word, protoc

# Only the build reads them; without them C needs no descriptor.pb-c.h.
DROPPED = {OPTIONS, 'google/protobuf/descriptor.proto'}


def write(contract, work, out):
    """Writes .pb-c.c and .pb-c.h files of our messages, and of google's that they use, into `out`."""
    files = descriptor_pb2.FileDescriptorSet()
    files.file.extend(_for_c(contract, f) for f in contract.files.file if f.name not in DROPPED)
    descriptors = work / 'c.bin'
    descriptors.write_bytes(files.SerializeToString(deterministic=True))
    protoc(f'--descriptor_set_in={descriptors}', f'--c_out={out}', *(f.name for f in files.file))


def _for_c(contract, original):
    file = copy.deepcopy(original)
    kept = [name for name in file.dependency if name not in DROPPED]
    del file.dependency[:]
    file.dependency.extend(kept)
    del file.service[:]
    for message in file.message_type:
        message.options.ClearExtension(contract.options.event)
    file.options.MergeFromString(_c_package(package_word(file)))
    return file


def _c_package(name):
    """protobuf-c's file option pb_c_file (1019), a message whose field 6 is c_package; as bytes, because
    nothing else needs its definition."""
    value = name.encode()
    inner = bytes([6 << 3 | 2, len(value)]) + value
    tag = 1019 << 3 | 2
    return bytes([tag & 0x7F | 0x80, tag >> 7, len(inner)]) + inner
