#!/usr/bin/env bash
# Makes certificates.txt with OpenSSL: signatures by other hands than ours, one self-signed certificate for each curve,
# hash and padding, which is key, algorithm, message and signature in one. Invented names; the keys are thrown away.
# usage: make.sh > certificates.txt      Lines: NAME HEX
set -eu
work=$(mktemp -d); cd "$work"
key() { openssl genpkey "$@" -out key.pem 2>/dev/null; }
certify() { # name, options
  name=$1; shift
  openssl req -x509 -new -key key.pem -subj "/C=UT/CN=Invented" -days 20000 -outform DER -out out.der "$@" 2>/dev/null
  echo "$name $(od -An -v -tx1 out.der | tr -d ' \n')"
}
for curve in prime192v1 brainpoolP192r1 secp224r1 brainpoolP224r1 prime256v1 brainpoolP256r1 brainpoolP320r1 secp384r1 \
  brainpoolP384r1 brainpoolP512r1 secp521r1; do
  key -algorithm EC -pkeyopt ec_paramgen_curve:$curve -pkeyopt ec_param_enc:explicit
  certify "$curve-explicit-sha1" -sha1
  key -algorithm EC -pkeyopt ec_paramgen_curve:$curve -pkeyopt ec_param_enc:named_curve
  for digest in 1 224 256 384 512; do certify "$curve-sha$digest" -sha$digest; done
done
key -algorithm RSA -pkeyopt rsa_keygen_bits:2048
for digest in 1 224 256 384 512; do certify "rsa2048-sha$digest" -sha$digest; done
pss() { # name, hash, mask's hash, salt
  certify "$1" -sha$2 -sigopt rsa_padding_mode:pss -sigopt rsa_mgf1_md:sha$3 -sigopt rsa_pss_saltlen:$4
}
for digest in 1 224 256 384 512; do pss "rsa2048-pss-sha$digest" $digest $digest digest; done
pss rsa2048-pss-defaults 1 1 20
pss rsa2048-pss-sha256-mask-sha1-salt-0 256 1 0
pss rsa2048-pss-sha1-mask-sha512-salt-7 1 512 7
pss rsa2048-pss-sha512-longest-salt 512 512 max
for bits in 1024 1025 1031 1536 3072 4096; do
  key -algorithm RSA -pkeyopt rsa_keygen_bits:$bits
  certify "rsa$bits-sha256" -sha256
  pss "rsa$bits-pss-sha256" 256 256 digest
done
key -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3
certify rsa2048-exponent-3 -sha256
key -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048
certify rsa2048-pss-key -sha384
rm -rf "$work"
