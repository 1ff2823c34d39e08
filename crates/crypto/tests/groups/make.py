#!/usr/bin/env python3
"""Makes vectors.txt: keys, mapped generators and shared secrets that lead with zero bytes, in every group of Doc 9303-11
table 6, and generators by integrated mapping with every cipher. The former are found by search. Parameters and ciphers
are OpenSSL's and the arithmetic is that of school, so that nothing here is shared with the code that they test.

usage: make.py > vectors.txt

Lines:  public GROUP SECRET PUBLIC | agree GROUP SECRET PEER SHARED | map GROUP NONCE SECRET PEER GENERATOR
        integrate GROUP CIPHER NONCE TERMINAL_NONCE GENERATOR
"""
import base64
import subprocess

CURVES = {8: "prime192v1", 9: "brainpoolP192r1", 10: "secp224r1", 11: "brainpoolP224r1", 12: "prime256v1",
          13: "brainpoolP256r1", 14: "brainpoolP320r1", 15: "secp384r1", 16: "brainpoolP384r1",
          17: "brainpoolP512r1", 18: "secp521r1"}


def leaves(der):
    """The primitive values of a structure, in their order."""
    out = []
    while der:
        tag, n, der = der[0], der[1], der[2:]
        if n & 0x80:
            k = n & 0x7F
            n, der = int.from_bytes(der[:k], "big"), der[k:]
        out += leaves(der[:n]) if tag & 0x20 else [(tag, der[:n])]
        der = der[n:]
    return out


class Curve:
    def __init__(self, name):
        der = subprocess.run(["openssl", "ecparam", "-name", name, "-param_enc", "explicit", "-outform", "DER"],
                             check=True, capture_output=True).stdout
        numbers = [value for tag, value in leaves(der) if tag in (2, 4)]
        _, p, a, b, base, order = numbers[:6]
        self.p, self.a, self.b, self.q = (int.from_bytes(x, "big") for x in (p, a, b, order))
        self.len, self.order_len = -(-self.p.bit_length() // 8), -(-self.q.bit_length() // 8)
        self.g = (int.from_bytes(base[1:1 + self.len], "big"), int.from_bytes(base[1 + self.len:], "big"))

    def step(self, one, two):
        if one is None or two is None:
            return one or two
        if one[0] == two[0] and (one[1] + two[1]) % self.p == 0:
            return None
        if one == two:
            slope = (3 * one[0] ** 2 + self.a) * pow(2 * one[1], -1, self.p)
        else:
            slope = (two[1] - one[1]) * pow(two[0] - one[0], -1, self.p)
        x = (slope * slope - one[0] - two[0]) % self.p
        return x, (slope * (one[0] - x) - one[1]) % self.p

    def times(self, k, point):
        out = None
        while k:
            out = self.step(out, point) if k & 1 else out
            point, k = self.step(point, point), k >> 1
        return out

    def write(self, point):
        return "04" + point[0].to_bytes(self.len, "big").hex() + point[1].to_bytes(self.len, "big").hex()

    def shared(self, point):
        return point[0].to_bytes(self.len, "big").hex()

    def bits(self, number):
        return 8 * self.len - number.bit_length()


    def integrate(self, t):
        """Doc 9303-11 appendix B.2, with its names."""
        p, a, b = self.p, self.a, self.b
        alpha = -t * t % p
        x2 = -b * pow(a, -1, p) * (1 + pow(alpha + alpha * alpha, -1, p)) % p
        x3 = alpha * x2 % p
        h2 = (x2 ** 3 + a * x2 + b) % p
        u = t ** 3 * h2 % p
        big_a = pow(h2, p - 1 - (p + 1) // 4, p)
        point = (x2, big_a * h2 % p) if big_a * big_a * h2 % p == 1 else (x3, big_a * u % p)
        assert (point[1] ** 2 - point[0] ** 3 - a * point[0] - b) % p == 0
        return point


class Modp:
    def __init__(self, number):
        pem = subprocess.run(["openssl", "genpkey", "-genparam", "-algorithm", "DHX", "-pkeyopt", f"dh_rfc5114:{number}"],
                             check=True, capture_output=True, text=True).stdout
        der = base64.b64decode("".join(line for line in pem.splitlines() if not line.startswith("-")))
        self.p, self.g, self.q = (int.from_bytes(value, "big") for tag, value in leaves(der)[:3])
        self.len, self.order_len = -(-self.p.bit_length() // 8), -(-self.q.bit_length() // 8)

    def step(self, one, two):
        return one * two % self.p

    def times(self, k, number):
        return pow(number, k, self.p)

    def write(self, number):
        return number.to_bytes(self.len, "big").hex()

    shared = write

    def integrate(self, t):
        return pow(t, (self.p - 1) // self.q, self.p)

    def bits(self, number):
        return 8 * self.len - number.bit_length()


CIPHERS = {"TripleDes": ("des-ede-cbc", 16, 16), "Aes128": ("aes-128-cbc", 16, 16), "Aes192": ("aes-192-cbc", 24, 32),
           "Aes256": ("aes-256-cbc", 32, 32)}
CONSTANTS = {16: ("a668892a7c41e3ca739f40b057d85904", "a4e136ac725f738b01c1f60217c188ad"),
             32: ("d463d65234124ef7897054986dca0a174e28df758cbaa03f240616414d5a1676",
                  "54bd7255f0aaf831bec3423fcf39d69b6cbf066677d0faae5aadd99df8e53517")}


def pseudorandom(cipher, nonce, terminal, bits):
    """R(s, t) of Doc 9303-11 clause 4.4.3.3.2."""
    name, key_len, block = CIPHERS[cipher]
    zero = "00" * (8 if cipher == "TripleDes" else 16)

    def encrypt(key, data):
        command = ["openssl", "enc", "-e", "-" + name, "-nopad", "-K", key[:key_len].hex(), "-iv", zero]
        return subprocess.run(command, input=data, check=True, capture_output=True).stdout

    c0, c1 = (bytes.fromhex(constant) for constant in CONSTANTS[block])
    key, out = encrypt(terminal, nonce), b""
    for _ in range(-(-(bits + 64) // (8 * block))):
        out, key = out + encrypt(key, c1), encrypt(key, c0)
    return int.from_bytes(out, "big")


def search(group, start, base, wanted):
    """The first k from start on for which k times base is wanted, and the element."""
    k, element = start, group.times(start, base)
    while not wanted(element):
        k, element = k + 1, group.step(element, base)
    return k, element


def of(group, ident):
    own = int.from_bytes(bytes([ident + 1] * group.order_len), "big") % group.q
    peer_secret = own * 3 % group.q
    peer = group.times(peer_secret, group.g)
    key = lambda k: k.to_bytes(group.order_len, "big").hex()
    first = (lambda element: element[0]) if isinstance(group, Curve) else (lambda element: element)
    # P-521 begins with seven bits that are always zero.
    spare = 7 if ident == 18 else 0
    k, element = search(group, own, group.g, lambda e: group.bits(first(e)) >= spare + 8)
    print("public", ident, key(k), group.write(element))
    if isinstance(group, Curve):
        k, element = search(group, own, group.g, lambda e: group.bits(e[1]) >= spare + 8)
        print("public", ident, key(k), group.write(element))
    for bits in (8, 16):
        k, element = search(group, own, peer, lambda e: group.bits(first(e)) >= spare + bits)
        print("agree", ident, key(k), group.write(peer), group.shared(element))
    nonce, shared = 1 << 100, group.times(own, peer)
    element = group.step(group.times(nonce, group.g), shared)
    while group.bits(first(element)) < spare + 8:
        nonce, element = nonce + 1, group.step(element, group.g)
    print("map", ident, nonce.to_bytes(16, "big").hex(), key(own), group.write(peer), group.write(element))
    for at, (cipher, (_, key_len, block)) in enumerate(CIPHERS.items()):
        if ident == 10:
            continue  # the prime of P-224 is 1 modulo 4: the encoding is not defined
        nonce = bytes((ident * 16 + at * 64 + 7 * i) % 256 for i in range(block))
        terminal = bytes((ident * 32 + at * 16 + 5 * i + 1) % 256 for i in range(key_len))
        number = pseudorandom(cipher, nonce, terminal, group.p.bit_length()) % group.p
        print("integrate", ident, cipher, nonce.hex(), terminal.hex(), group.write(group.integrate(number)))


for ident in (0, 1, 2):
    of(Modp(ident + 1), ident)
for ident, name in CURVES.items():
    of(Curve(name), ident)
