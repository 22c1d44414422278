"""Connections to the bus that come no further than a given step of their handshake, and stay."""
import resource
import select
import socket
import time

import zmq

SIGNATURE = b'\xff' + bytes(8) + b'\x7f'
GREETING = SIGNATURE + bytes([3, 0]) + b'CURVE'.ljust(20, b'\0') + bytes(32)  # of a client, in ZMTP 3
HELLO_BYTES = 2 + 6 + 2 + 72 + 32 + 8 + 80  # the frame of CURVE's HELLO
STEPS = ['connected', 'signed', 'greeted', 'amid CURVE']


def record_hello(server_key):
    """What a client of libzmq says first under CURVE. It may be said again by anybody: it proves nothing yet."""
    with zmq.Context() as context, socket.create_server(('127.0.0.1', 0)) as server:
        client = context.socket(zmq.DEALER)
        client.linger = 0
        client.curve_publickey, client.curve_secretkey = zmq.curve_keypair()
        client.curve_serverkey = server_key.encode()
        client.connect(f'tcp://127.0.0.1:{server.getsockname()[1]}')
        peer, _ = server.accept()
        with peer:
            peer.sendall(GREETING[:32] + b'\1' + GREETING[33:])
            peer.settimeout(5)
            said = b''
            while len(said) < len(GREETING) + HELLO_BYTES:
                said += peer.recv(4096)
        client.close()
    return said[len(GREETING):]


def allow_descriptors(count):
    """This process may have so many more; false where the machine does not let it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count:
        return False
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count), hard))
    return True


class Loiterers:
    """Connections by the step at which they stay."""

    def __init__(self, endpoint, server_key):
        host, port = endpoint.removeprefix('tcp://').split(':')
        self.address = host, int(port)
        hello = record_hello(server_key)
        self.says = dict(zip(STEPS, [b'', SIGNATURE, GREETING, GREETING + hello]))
        self.open = {}  # descriptor → (socket, step, since)
        self.poll = select.poll()
        self.lasted = {step: [] for step in STEPS}  # seconds that each was let stay

    def come(self, step):
        connection = socket.socket()
        connection.settimeout(10)
        connection.connect(self.address)
        connection.sendall(self.says[step])
        connection.setblocking(False)
        self.open[connection.fileno()] = connection, step, time.monotonic()
        self.poll.register(connection, select.POLLIN)

    def look(self):
        """Reads what came, and forgets those that were closed."""
        for descriptor, _ in self.poll.poll(0):
            connection, step, since = self.open[descriptor]
            try:
                ended = not connection.recv(65536)
            except BlockingIOError:
                continue
            except ConnectionError:
                ended = True
            if ended:
                self.lasted[step].append(time.monotonic() - since)
                self.forget(descriptor)

    def forget(self, descriptor):
        self.poll.unregister(descriptor)
        self.open.pop(descriptor)[0].close()

    def wait(self, seconds):
        """Until all are closed, or so long; how many are left."""
        end = time.monotonic() + seconds
        while self.open and time.monotonic() < end:
            self.look()
            time.sleep(0.02)
        return len(self.open)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for descriptor in list(self.open):
            self.forget(descriptor)
