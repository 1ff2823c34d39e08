//! Active authentication, by keys and signatures made for the purpose; the first has the message of appendix F.1.

use hex_literal::hex;

use super::*;

const CHALLENGE: [u8; 8] = hex!("F173589974BF40C6");
const COMMAND: [u8; 14] = hex!("0088000008F173589974BF40C600");

const MODULUS_1024: [u8; 128] = hex!(
    "BCFF1B03DA7C15B74D6BBB8E68D47C227F2BF7B918E65A66972568F84633210A6300A62AD8F82A079ADA7338EE7F5D92"
    "F8548FCE0672DA554CE5D78ECA38DCAE6B59B09E54E1F60F74F3A9309F6041B1D7454B6AAABEBB034DB2C2A81F4BF0F8"
    "BD0F666C3B42A0EBAAB96012C745CE37F9D2BB05B9C6367E6ED62A777D77F21D"
);
const SIGNATURE_1024: [u8; 128] = hex!(
    "B719A8C80358884D989A45D4D4C23CAEA7FAEEF98E93055C17805FCF9F5A7EF2EBDB53DFDE3BA1977D932E9D23D5D9B5"
    "60DA90196ABA170FC18EF885E3A7CFA102F5B48F012EDC682BB4B668F399CBAD92ED49D300572D31B3CE05A1FA2FE883"
    "18E22CB17D6166BF48B69988FE2D26F51BEF9D54894D696FD696AE313EB1410B"
);
const MODULUS_2048: [u8; 256] = hex!(
    "E6E465D77E381976E2937FCFD80EBEB53DF28057192143B07397844EA93B812D85C6B2EDEA3DECD2872B129E9C4B9EDF"
    "10E0FF5183AED62CCDD50E659D2B513EA60410EC56FD9A01E5B86AA75B1F3BDEFF7C1BB52B08E41AC2AAC6027B0CFC38"
    "1E4FAB35169C429FFD4CBEFAFBB3E75F080B3A9186B8B0BAC2B330C4872DF8105BD5C10C372FBB2C6BEC74FA41957D2E"
    "94C713F491FEB4D90385F01D8CF24B833273E565ED34E79D68C2DC83854BFFD517D09BDDF07DEFA731607681E75BA1A6"
    "3746910BFBF305E344194D5561062C30CDBD47EC8FF05EBE857E6014E568A84B579100310834D5EC64F5D5625AE3401F"
    "AA8A6800CCE51CF9FB207E13D8BB7A01"
);
const SIGNATURE_2048: [u8; 256] = hex!(
    "B1D0EF929B2D346CE4E4DE1F4E35BB0BCD8A9D05876A8EDEA2C2ABD9BB5932F0CE6C116E156C95B54632B628A10399D0"
    "01E659754543934CB075A8CBB7B74952890CEFBD985E1780C85E8B1E0123D3B8015548966F3A1898E8CB83CBAE12A98E"
    "D1396B18B9D23F95610654AA3FEF548188CF0860A7B8EC0B58187226B52182A296F14DB872AE05C63814E441302877FE"
    "2FC44CE23979C1BB371BE26244859C034E7A76BF2D128D8667F3C8AF0DD7437B60286F87ECD354246E5CF29EA2294615"
    "6B3F883F54EE03313F8D83167DC83772C547C8F922F4392BE5900C3A1B157B3C1F9A9AA3875B075C512666B213425858"
    "2F87AB2E350EDB3743199E9222F4E2AD"
);
/// NIST P-256 with SHA-256.
const POINT: [u8; 65] = hex!(
    "04E660A94E5D34D1644C5DE171C1C6CF73DB2BF6C26114C1FABD0EAFF4BE8E96F6192122330343FD1A2967F9B115C1DC"
    "F3978B2CC55278625C96020FE6E5B09A90"
);
const SIGNATURE_P256: [u8; 64] = hex!(
    "2F8701BE15DF1B0AF2588E90ACF6E910AADD36F261AD6A88258C05D7BE92BABEA03ED5605193F7A6E123BCCC07A06EB8"
    "97F89A4A66C670E7A7B9C883861F54FB"
);

fn rsa(modulus: &[u8]) -> Vec<u8> {
    let numbers = [tlv::write(0x02, &[&[0][..], modulus].concat()), hex!("0203010001").to_vec()].concat();
    dg15(&hex!("300D06092A864886F70D0101010500"), &tlv::write(0x30, &numbers))
}

fn p256() -> Vec<u8> {
    dg15(&hex!("301306072A8648CE3D020106082A8648CE3D030107"), &POINT)
}

fn dg15(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    let key = tlv::write(0x03, &[&[0][..], key].concat());
    tlv::write(0x6F, &tlv::write(0x30, &[algorithm, &key].concat()))
}

/// DG14 that names ecdsa-plain with this hash function.
fn naming(hash: u8) -> SecurityInfos {
    let algorithm = [&hex!("04007F000701010401")[..], &[hash]].concat();
    let entry = [hex!("0606678108010105020101").to_vec(), tlv::write(0x06, &algorithm)].concat();
    let infos = dg14(&[tlv::write(0x30, &entry)]);
    assert_eq!(infos.active_authentication, Some(algorithm));
    infos
}

fn outcome(dg15: &[u8], dg14: Option<&SecurityInfos>, answer: &[u8]) -> ProofOutcome {
    let exchanges: [(&[u8], &[u8]); 1] = [(&COMMAND, answer)];
    let proof = replay(&exchanges, async |chip| active_authentication(chip, dg15, dg14, CHALLENGE).await).unwrap();
    assert_eq!(proof.protocol, ChipProtocol::ActiveAuthentication);
    let signed = proof.signed.map(|signed| (signed.challenge, signed.signature));
    let (data, status) = answer.split_at(answer.len() - 2);
    assert_eq!(signed, (status == DONE && !data.is_empty()).then(|| (CHALLENGE, data.to_vec())));
    proof.outcome
}

fn done(data: &[u8]) -> Vec<u8> {
    [data, &DONE].concat()
}

#[test]
fn rsa_as_in_appendix_f1() {
    let file = rsa(&MODULUS_1024);
    assert_eq!(outcome(&file, None, &done(&SIGNATURE_1024)), ProofOutcome::Proven);
    let mut wrong = SIGNATURE_1024;
    wrong[100] ^= 1;
    assert_eq!(outcome(&file, None, &done(&wrong)), ProofOutcome::Failed);
    // The signature over another challenge, played back.
    let exchanges: [(&[u8], &[u8]); 1] = [(&hex!("0088000008010203040506070800"), &done(&SIGNATURE_1024))];
    let challenge = [1, 2, 3, 4, 5, 6, 7, 8];
    let proof = replay(&exchanges, async |chip| active_authentication(chip, &file, None, challenge).await);
    assert_eq!(proof.unwrap().outcome, ProofOutcome::Failed);
}

#[test]
fn ecdsa_in_both_forms_and_whatever_hash_is_named() {
    let number = |half: &[u8]| {
        let sign = half.first().filter(|&&first| first > 0x7F).map(|_| 0);
        tlv::write(0x02, &sign.into_iter().chain(half.iter().copied()).collect::<Vec<_>>())
    };
    let sequence = tlv::write(0x30, &[number(&SIGNATURE_P256[..32]), number(&SIGNATURE_P256[32..])].concat());
    let mut wrong = SIGNATURE_P256;
    wrong[63] ^= 1;
    for infos in [None, Some(naming(3)), Some(naming(4)), Some(naming(6)), Some(dg14(&[]))] {
        assert_eq!(outcome(&p256(), infos.as_ref(), &done(&SIGNATURE_P256)), ProofOutcome::Proven);
        assert_eq!(outcome(&p256(), infos.as_ref(), &done(&sequence)), ProofOutcome::Proven);
        // RIPEMD-160 is 6, which is not known here: nobody is called a copy for it.
        let named = infos.as_ref().and_then(|infos| infos.active_authentication.as_deref());
        let unknown = named.is_some_and(|oid| oid.ends_with(&[6]));
        let expected = if unknown { ProofOutcome::Unsupported } else { ProofOutcome::Failed };
        assert_eq!(outcome(&p256(), infos.as_ref(), &done(&wrong)), expected);
    }
}

#[test]
fn what_is_no_signature_is_no_failure() {
    let file = rsa(&MODULUS_1024);
    for word in [0x6982, 0x6985, 0x6D00, 0x6F00] {
        let refused = ProofOutcome::Refused(word.into());
        assert_eq!(outcome(&file, None, &u16::to_be_bytes(word)), refused);
    }
    assert_eq!(outcome(&file, None, &DONE), ProofOutcome::Malformed);
    // A key of a kind that is not known costs no command.
    let unknown = dg15(&hex!("300506032B6570"), &[1; 32]);
    for file in [&unknown[..], &hex!("6F00"), &[]] {
        let proof = replay(&[], async |chip| active_authentication(chip, file, None, CHALLENGE).await).unwrap();
        assert_eq!(proof.outcome, ProofOutcome::Unsupported);
    }
}

/// 2,048 bits under protection fit no short answer. A chip and a reader for longer ones are asked for one; a chip that
/// refuses the length after all, in short; and one that gives the answer in pieces is asked for them.
#[test]
fn a_long_signature_arrives_in_three_ways() {
    let file = rsa(&MODULUS_2048);
    let keys = || Keys::derive(Suite::Aes128, &[5; 16]);
    for (room, refuses) in [(65_536, false), (65_536, true), (256, false)] {
        let mut lengths = Vec::new();
        let mut pieces = Vec::new();
        let mut counter = 0_u8;
        let proof = converse(
            async |chip| {
                chip.allow(room);
                chip.open_channel(Channel::new(keys(), &[]));
                active_authentication(chip, &file, None, CHALLENGE).await
            },
            |command| {
                let extended = iso7816::apdu::is_extended(command);
                lengths.push((command[1], extended));
                if command[1] == 0xC0 {
                    assert_eq!(command, [0x00, 0xC0, 0x00, 0x00, u8::try_from(pieces.len() - 2).unwrap()]);
                    return std::mem::take(&mut pieces);
                }
                counter += 2;
                let whole = if extended && refuses {
                    protected(&keys(), counter, &[], hex!("6700"))
                } else {
                    protected(&keys(), counter, &SIGNATURE_2048, DONE)
                };
                if extended {
                    return whole;
                }
                pieces = whole[256..].to_vec();
                [&whole[..256], &[0x61, u8::try_from(pieces.len() - 2).unwrap()]].concat()
            },
        )
        .unwrap();
        assert_eq!(proof.outcome, ProofOutcome::Proven, "{room} {refuses}");
        let expected: &[(u8, bool)] = match (room, refuses) {
            (256, _) => &[(0x88, false), (0xC0, false)],
            (_, true) => &[(0x88, true), (0x88, false), (0xC0, false)],
            _ => &[(0x88, true)],
        };
        assert_eq!(lengths, expected);
    }
}

/// An answer as a chip protects it under AES.
fn protected(keys: &Keys, count: u8, data: &[u8], status: [u8; 2]) -> Vec<u8> {
    let mut counter = vec![0; 16];
    counter[15] = count;
    let mut body = Vec::new();
    if !data.is_empty() {
        let secret = keys.encrypt(&counter, &crypto::pad(data, 16)).unwrap();
        body.extend(tlv::write(0x87, &[&[1], &secret[..]].concat()));
    }
    body.extend(tlv::write(0x99, &status));
    let checksum = keys.mac(&crypto::pad(&[&counter[..], &body].concat(), 16)).unwrap();
    [body, tlv::write(0x8E, &checksum), status.to_vec()].concat()
}

/// A chip that goes on promising more is given up.
#[test]
fn a_chip_that_promises_for_ever_is_given_up() {
    for answer in [hex!("6110").to_vec(), [&[0xA5; 200][..], &hex!("61FF")].concat()] {
        let mut sent = 0;
        let result = converse(
            async |chip| active_authentication(chip, &rsa(&MODULUS_1024), None, CHALLENGE).await,
            |_| {
                sent += 1;
                answer.clone()
            },
        );
        assert_eq!(result.unwrap().outcome, ProofOutcome::Malformed);
        assert!(sent < 400, "{sent}");
    }
}
