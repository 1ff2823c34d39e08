#!/usr/bin/env python3
"""Makes vectors.txt: keys, mapped generators and shared secrets that lead with zero bytes, in every group of Doc 9303-11
table 6. They are found by search, with parameters that OpenSSL tells and arithmetic as it is taught at school, so that
nothing here is shared with the code that they test.

usage: make.py > vectors.txt

Lines:  public GROUP SECRET PUBLIC | agree GROUP SECRET PEER SHARED | map GROUP NONCE SECRET PEER GENERATOR
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
        self.p, self.a, self.q = (int.from_bytes(x, "big") for x in (p, a, order))
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

    def zeros(self, point):
        return min(self.bits(c) for c in point), self.bits(point[0])

    def bits(self, number):
        return 8 * self.len - number.bit_length()


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

    def bits(self, number):
        return 8 * self.len - number.bit_length()


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


for ident in (0, 1, 2):
    of(Modp(ident + 1), ident)
for ident, name in CURVES.items():
    of(Curve(name), ident)
