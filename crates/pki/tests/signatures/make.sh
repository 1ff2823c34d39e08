#!/usr/bin/env bash
# Makes the security objects of src/evidence/tests.rs with OpenSSL: signatures by other hands than ours, one per
# algorithm, over an LDS security object that lists DG1 = 61 00 and DG2 = 75 00. Invented issuers; the keys are thrown away.
set -eu
# usage: make.sh FOLDER
out=$1; mkdir -p "$out"; work=$(mktemp -d); cd "$work"
# LDSSecurityObject: version 0, SHA-256, DG1 = hash of 61 00, DG2 = hash of 75 00
h1=$(printf '\x61\x00' | openssl dgst -sha256 -hex | sed 's/.* //'); h2=$(printf '\x75\x00' | openssl dgst -sha256 -hex | sed 's/.* //')
cat > lds.cnf <<X
asn1=SEQUENCE:o
[o]
v=INTEGER:0
h=SEQUENCE:a
g=SEQUENCE:l
[a]
o=OID:2.16.840.1.101.3.4.2.1
[l]
a=SEQUENCE:d1
b=SEQUENCE:d2
[d1]
n=INTEGER:1
h=FORMAT:HEX,OCTETSTRING:$h1
[d2]
n=INTEGER:2
h=FORMAT:HEX,OCTETSTRING:$h2
X
openssl asn1parse -genconf lds.cnf -noout -out lds.der
make() { # name, key options of issuer, of signer, digest, cms options
  openssl genpkey $2 -out i.key 2>/dev/null; openssl genpkey $3 -out s.key 2>/dev/null
  openssl req -x509 -new -key i.key -$4 -subj "/C=UT/CN=Invented CSCA $1" -days 20000 -outform DER -out "$out/$1-csca.der"
  openssl x509 -inform DER -in "$out/$1-csca.der" -out i.pem
  openssl req -new -key s.key -subj "/C=UT/CN=Invented DS $1" -out s.csr
  printf 'subjectKeyIdentifier=hash\n' > ext
  openssl x509 -req -in s.csr -CA i.pem -CAkey i.key -$4 -set_serial 0x80ff0$5 -days 20000 -extfile ext -out s.pem 2>/dev/null
  openssl cms -sign -binary -nodetach -econtent_type 2.23.136.1.1.1 -in lds.der -signer s.pem -inkey s.key -md $4 $6 -nosmimecap -outform DER -out sod.cms
  openssl cms -verify -inform DER -in sod.cms -CAfile i.pem -purpose any -out /dev/null 2>/dev/null || echo "$1: openssl does not verify"
  python3 - "$out/$1-sod.der" <<'P'
import sys
b=open('sod.cms','rb').read(); n=len(b)
l=bytes([n]) if n<128 else bytes([0x81,n]) if n<256 else bytes([0x82,n>>8,n&255])
open(sys.argv[1],'wb').write(b'\x77'+l+b)
P
}
ec() { echo "-algorithm EC -pkeyopt ec_paramgen_curve:$1 -pkeyopt ec_param_enc:named_curve"; }
make p256 "$(ec P-256)" "$(ec P-256)" sha256 1 ""
make p384 "$(ec P-384)" "$(ec P-384)" sha384 2 ""
make brainpool "$(ec brainpoolP256r1)" "$(ec brainpoolP256r1)" sha256 3 "-keyid"
make rsa "-algorithm RSA -pkeyopt rsa_keygen_bits:3072" "-algorithm RSA -pkeyopt rsa_keygen_bits:2048" sha256 4 ""
make mixed "-algorithm RSA -pkeyopt rsa_keygen_bits:2048" "$(ec P-256)" sha512 5 "-noattr"
make pss "-algorithm RSA -pkeyopt rsa_keygen_bits:2048" "-algorithm RSA -pkeyopt rsa_keygen_bits:2048" sha256 6 "-keyopt rsa_padding_mode:pss"
make p521 "$(ec P-521)" "$(ec P-521)" sha512 7 ""
rm -rf "$work"
