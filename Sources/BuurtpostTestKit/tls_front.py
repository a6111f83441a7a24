"""Puts TLS before plain SMTP servers on 127.0.0.1, for tests.

Each line of standard input asks for a front: MODE BACKEND_PORT CERTIFICATE KEY [INJECTION]. The answer is its port.
MODE is `tls` (from the first octet) or `starttls` (from STARTTLS on, which the front answers itself; INJECTION, a
line, follows that answer in clear). All else goes to and fro unchanged: what the server behind it does, dropping,
resetting, hanging and not reading included, the client meets. Ends with its standard input.
"""

import select
import socket
import ssl
import struct
import sys
import threading

RESET = struct.pack("ii", 1, 0)


def listen(mode, backend, certificate, key, injection):
    listener = socket.socket()
    # Small, so that a server that stops reading is noticed through the front.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    threading.Thread(target=accept, args=(listener, mode, backend, context, injection), daemon=True).start()
    return listener.getsockname()[1]


def accept(listener, mode, backend, context, injection):
    while True:
        client = listener.accept()[0]
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(client, mode, backend, context, injection), daemon=True).start()


def serve(client, mode, backend, context, injection):
    server = None
    try:
        server = socket.create_connection(("127.0.0.1", backend))
        server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if mode == "tls" or talk_in_clear(client, server, injection):
            client = context.wrap_socket(client, server_side=True)
            carry(client, server)
    except ConnectionResetError:
        # Whichever side it was, both are to see it.
        for side in (client, server):
            if side is not None:
                side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    except OSError:
        pass
    finally:
        for side in (client, server):
            if side is not None:
                side.close()


def talk_in_clear(client, server, injection):
    """Returns whether TLS is to begin; false when a side ended first."""
    heard = b""
    while True:
        for side in select.select([client, server], [], [])[0]:
            octets = side.recv(65536)
            if not octets:
                return False
            if side is server:
                client.sendall(octets)
                continue
            heard += octets
            if heard.upper().endswith(b"STARTTLS\r\n"):
                client.sendall(b"220 2.0.0 Ready\r\n" + injection)
                return True
            server.sendall(octets)


def carry(client, server):
    while True:
        ready = [client] if client.pending() else select.select([client, server], [], [])[0]
        for side in ready:
            octets = side.recv(65536)
            if not octets:
                return
            (server if side is client else client).sendall(octets)


for line in sys.stdin:
    words = line.rstrip("\n").split(" ", 4)
    tail = words[4].encode() + b"\r\n" if len(words) > 4 else b""
    print(listen(words[0], int(words[1]), words[2], words[3], tail), flush=True)
