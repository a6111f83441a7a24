"""In a network of its own: a name server that gives another answer each time, a web server, and a program that asks.

Arguments: the mode, then the program and its arguments. Prints a line for each question for an IPv4 address and each
connection that came, and last how the program ended.
"""
import fcntl, os, socket, struct, subprocess, sys, threading

log = []


def loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        fcntl.ioctl(s, 0x8914, struct.pack("16sh", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS, IFF_UP | IFF_RUNNING


def name_server(answers):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("127.0.0.1", 53))

    def serve():
        count = 0
        while True:
            question, who = s.recvfrom(512)
            end = question.index(b"\0", 12) + 5
            kind = struct.unpack(">H", question[end - 4:end - 2])[0]
            reply = b""
            if kind == 1:
                address = answers[min(count, len(answers) - 1)]
                count += 1
                log.append("asked " + address)
                reply = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 0, 4) + socket.inet_aton(address)
            header = question[:2] + b"\x81\x80" + struct.pack(">HHHH", 1, 1 if reply else 0, 0, 0)
            s.sendto(header + question[12:end] + reply, who)

    threading.Thread(target=serve, daemon=True).start()


def web_server(address):
    s = socket.socket()
    s.bind((address, 80))
    s.listen()

    def serve():
        while True:
            connection, _ = s.accept()
            path = connection.recv(65536).split(b" ")[1].decode()
            log.append("served " + address + path)
            if path == "/a":
                connection.sendall(b"HTTP/1.1 302 X\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n")
            else:
                connection.sendall(b"HTTP/1.1 200 X\r\nContent-Length: 6\r\n\r\nsecret")
            connection.close()

    threading.Thread(target=serve, daemon=True).start()


loopback_up()
name_server(sys.argv[1].split(","))
web_server("127.0.0.1")
web_server("127.0.0.2")
with open("resolv.conf", "w") as f:
    f.write("nameserver 127.0.0.1\n")
subprocess.run(["mount", "--bind", "resolv.conf", "/etc/resolv.conf"], check=True)
program = subprocess.run(sys.argv[2:], stdout=subprocess.PIPE, text=True, timeout=60)
print("\n".join(log))
print(program.stdout)
