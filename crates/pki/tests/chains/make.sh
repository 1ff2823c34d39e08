#!/usr/bin/env bash
# Makes the chains of ../chains.rs with OpenSSL: certificates, security objects, revocation lists and a master list by
# other hands than ours. Invented issuers; the keys are thrown away. Everything is signed over an LDS security object
# that lists DG1 = 61 00 and DG2 = 75 00.
set -eu
# usage: make.sh FOLDER
out=$(mkdir -p "$1" && cd "$1" && pwd); work=$(mktemp -d); cd "$work"
trap 'rm -rf "$work"' EXIT

hash() { printf "$1" | openssl dgst "-$2" -hex | sed 's/.* //'; }
lds() { # file, version, hash function
  { printf 'asn1=SEQUENCE:o\n[o]\nv=INTEGER:%s\nh=SEQUENCE:a\ng=SEQUENCE:l\n' "$2"
    if [ "$2" = 1 ]; then printf 'i=SEQUENCE:i\n'; fi
    printf '[a]\no=OID:%s\n[l]\na=SEQUENCE:d1\nb=SEQUENCE:d2\n' "$3"
    printf '[d1]\nn=INTEGER:1\nh=FORMAT:HEX,OCTETSTRING:%s\n' "$(hash '\x61\x00' "$3")"
    printf '[d2]\nn=INTEGER:2\nh=FORMAT:HEX,OCTETSTRING:%s\n' "$(hash '\x75\x00' "$3")"
    printf '[i]\nl=PRINTABLESTRING:0108\nu=PRINTABLESTRING:040000\n'
  } > lds.cnf
  openssl asn1parse -genconf lds.cnf -noout -out "$1"
}
lds v0.der 0 sha256; lds v1.der 1 sha512

cat > ca.cnf <<'X'
[ca]
default_ca=ca
[ca]
database=index.txt
new_certs_dir=.
serial=serial
policy=any
default_md=sha256
unique_subject=no
[any]
countryName=optional
organizationName=optional
commonName=optional
X
: > index.txt
ext() { # file, lines
  printf '%s\n' "${@:2}" > "$1.ext"
}
ext root basicConstraints=critical,CA:true,pathlen:0 keyUsage=critical,keyCertSign,cRLSign subjectKeyIdentifier=hash authorityKeyIdentifier=keyid
ext bare basicConstraints=critical,CA:true keyUsage=critical,keyCertSign,cRLSign subjectKeyIdentifier=none authorityKeyIdentifier=none
ext signer keyUsage=critical,digitalSignature subjectKeyIdentifier=hash authorityKeyIdentifier=keyid
ext unnamed keyUsage=critical,digitalSignature subjectKeyIdentifier=hash authorityKeyIdentifier=none
ext server keyUsage=critical,digitalSignature extendedKeyUsage=serverAuth subjectKeyIdentifier=hash authorityKeyIdentifier=keyid
ext lists keyUsage=critical,digitalSignature extendedKeyUsage=critical,2.23.136.1.1.3 subjectKeyIdentifier=hash authorityKeyIdentifier=keyid

ec() { openssl genpkey -algorithm EC -pkeyopt "ec_paramgen_curve:$2" -pkeyopt "ec_param_enc:${3:-named_curve}" -out "$1.key" 2>/dev/null; }
rsa() { openssl genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:$2" -out "$1.key" 2>/dev/null; }
# Certificates: name, subject, issuer (its own name for a root), serial number, from, to, extensions; then options.
issue() {
  openssl req -new -key "$1.key" -subj "$2" -out "$1.csr"
  printf '%s\n' "$4" > serial
  local by=(-cert "$3.pem" -keyfile "$3.key")
  if [ "$1" = "$3" ]; then by=(-selfsign -keyfile "$1.key"); fi
  openssl ca -batch -config ca.cnf "${by[@]}" -startdate "$5" -enddate "$6" -extfile "$7.ext" \
    -preserveDN -notext -in "$1.csr" -out "$1.pem" "${@:8}" 2> log || { tail -5 log; echo "$1 failed"; exit 1; }
  openssl x509 -in "$1.pem" -outform DER -out "$out/$1.der"
}
sod() { # name, signer, content, options
  openssl cms -sign -binary -nodetach -in "$3" -signer "$2.pem" -inkey "$2.key" -nosmimecap -outform DER -out sod.cms "${@:4}"
  openssl cms -verify -binary -inform DER -in sod.cms -noverify -out /dev/null 2>/dev/null || echo "$1: openssl does not verify"
  python3 - "$out/$1.sod" <<'P'
import sys
b = open('sod.cms', 'rb').read(); n = len(b)
open(sys.argv[1], 'wb').write(b'\x77\x82' + n.to_bytes(2, 'big') + b)
P
}
LDS="-econtent_type 2.23.136.1.1.1"
A=20200101000000Z; Z=20500101000000Z; FROM=20240101000000Z; TO=20360101000000Z

# A state that hands over to a new key and a new name, with the link that proves it; and one of the same name.
ec old P-256; issue old "/C=UT/O=Invented/CN=CSCA Old" old 01 20100101000000Z 20300101000000Z root
ec new P-384; issue new "/C=UT/O=Invented State/CN=CSCA New" new 02 $A $Z root -md sha384
cp new.key link.key;  issue link "/C=UT/O=Invented State/CN=CSCA New" old 03 $A $Z root
ec next P-256; issue next "/C=UT/O=Invented State/CN=CSCA New" next 04 $A $Z root
cp next.key relink.key; issue relink "/C=UT/O=Invented State/CN=CSCA New" new 05 $A $Z root -md sha384
# The old key certified by the new one: two certificates that lead to each other.
cp old.key back.key; issue back "/C=UT/O=Invented/CN=CSCA Old" new 06 $A $Z root -md sha384

ec signer P-256; issue signer "/C=UT/O=Invented/CN=DS 1" old 07 $FROM $TO signer; sod signer signer v0.der $LDS
ec fresh P-256; issue fresh "/C=UT/O=Invented State/CN=DS 2" new 08 $FROM $TO signer -md sha384; sod fresh fresh v0.der $LDS
ec latest P-256; issue latest "/C=UT/O=Invented State/CN=DS 3" next 09 $FROM $TO signer; sod latest latest v0.der $LDS
ec over P-256; issue over "/C=UT/O=Invented/CN=DS 4" old 0A 20100101000000Z 20200101000000Z signer; sod over over v0.der $LDS
ec early P-256; issue early "/C=UT/O=Invented/CN=DS 5" old 0B 20350101000000Z 20500101000000Z signer; sod early early v0.der $LDS
ec revoked P-256; issue revoked "/C=UT/O=Invented/CN=DS 6" old 0C $FROM $TO signer; sod revoked revoked v0.der $LDS
ec server P-256; issue server "/C=UT/O=Invented/CN=server.invalid" old 0D $FROM $TO server; sod server server v0.der $LDS
# A signer that issued another, as it may not.
ec below P-256; issue below "/C=UT/O=Invented/CN=DS 7" signer 0E $FROM $TO signer; sod below below v0.der $LDS

# The same name and no key identifiers; the same name and another key; another casing of the name.
ec bare P-256; issue bare "/C=UT/O=Invented/CN=CSCA Bare" bare 11 $A $Z bare
ec forger P-256; issue forger "/C=UT/O=Invented/CN=CSCA Bare" forger 12 $A $Z bare
ec usurper P-256; issue usurper "/C=UT/O=Invented/CN=CSCA Old" usurper 13 $A $Z root
cp bare.key small.key; openssl req -x509 -new -key bare.key -subj "/C=ut/O=Invented /CN=csca bare" -days 9000 -out small.pem
ec casing P-256; issue casing "/C=UT/O=Invented/CN=DS 8" small 14 $FROM $TO unnamed; sod casing casing v0.der $LDS
ec plain P-256; issue plain "/C=UT/O=Invented/CN=DS 9" bare 15 $FROM $TO unnamed; sod plain plain v0.der $LDS

# Algorithms: RSA-PSS throughout, explicit parameters throughout, P-521, brainpool.
PSS=(-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1)
rsa pss-root 3072; issue pss-root "/C=UT/O=Invented/CN=CSCA PSS" pss-root 21 $A $Z root -md sha256 "${PSS[@]}"
rsa pss 2048; issue pss "/C=UT/O=Invented/CN=DS PSS" pss-root 22 $FROM $TO signer -md sha256 "${PSS[@]}"
sod pss pss v1.der $LDS -md sha256 -keyopt rsa_padding_mode:pss
ec explicit-root brainpoolP512r1 explicit; issue explicit-root "/C=UT/O=Invented/CN=CSCA Explicit" explicit-root 23 $A $Z root -md sha512
ec explicit brainpoolP384r1 explicit; issue explicit "/C=UT/O=Invented/CN=DS Explicit" explicit-root 24 $FROM $TO signer -md sha512
sod explicit explicit v1.der $LDS -md sha384
ec p521-root P-521; issue p521-root "/C=UT/O=Invented/CN=CSCA P-521" p521-root 25 $A $Z root -md sha512
ec p521 brainpoolP320r1; issue p521 "/C=UT/O=Invented/CN=DS brainpoolP320r1" p521-root 26 $FROM $TO signer -md sha512
sod p521 p521 v0.der $LDS -md sha256
rsa sha1-root 2048; issue sha1-root "/C=UT/O=Invented/CN=CSCA SHA-1" sha1-root 27 $A $Z root -md sha1
ec sha1 P-224; issue sha1 "/C=UT/O=Invented/CN=DS P-224" sha1-root 28 $FROM $TO signer -md sha1
sod sha1 sha1 v0.der $LDS -md sha224

# Forms of the security object: BER of indefinite length, content of type id-data, no attributes, signer by key
# identifier, several certificates.
sod ber signer v0.der $LDS -stream -indef
sod data signer v1.der
sod bare-hash signer v0.der -noattr
sod key-id signer v0.der $LDS -keyid -certfile old.pem

# Lists of revoked certificates: of the old key, late and timely, and one that the usurper signed.
number=$(openssl x509 -in revoked.pem -noout -serial | sed 's/.*=//')
printf 'R\t360101000000Z\t250601120000Z,keyCompromise\t%s\tunknown\t/CN=DS 6\n' "$number" > index.txt
crl() { # name, signer, from, to
  openssl ca -gencrl -config ca.cnf -cert "$2.pem" -keyfile "$2.key" -crl_lastupdate "$3" -crl_nextupdate "$4" -out "$1.pem" 2>/dev/null
  openssl crl -in "$1.pem" -outform DER -out "$out/$1.crl"
}
crl late old 20250601120000Z 20250901120000Z
crl forged usurper 20261101120000Z 20270201120000Z
crl by-bare bare 20261101120000Z 20270201120000Z
: > index.txt
crl empty old 20261101120000Z 20270201120000Z

# A master list of two roots and a link, signed as it should be; and signed data that is none.
ec lists P-256; issue lists "/C=UT/O=Invented/CN=Master list signer" old 31 $FROM $TO lists
python3 - "$out" <<'P'
import sys
def tlv(tag, value):
    n = len(value)
    length = bytes([n]) if n < 128 else bytes([0x82]) + n.to_bytes(2, 'big')
    return bytes([tag]) + length + value
names = ['explicit-root', 'pss-root', 'link']
certificates = sorted(open(f'{sys.argv[1]}/{name}.der', 'rb').read() for name in names)
open('list.der', 'wb').write(tlv(0x30, tlv(2, b'\0') + tlv(0x31, b''.join(certificates))))
P
openssl cms -sign -binary -nodetach -econtent_type 2.23.136.1.1.2 -in list.der -signer lists.pem -inkey lists.key \
  -certfile old.pem -keyid -nosmimecap -stream -indef -outform DER -out "$out/states.ml"
# The folder's text form, several objects in one file.
{ openssl x509 -in old.pem -text; cat new.pem late.pem; } > "$out/states.pem"
