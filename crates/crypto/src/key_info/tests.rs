use hex_literal::hex;
use iso7816::tlv;
use proptest::prelude::*;

use super::*;
use crate::{Algorithm, Digest, GroupError, SignatureVerdict, iso9796, verify};

/// A chip authentication, as the tests of another reader and BSI's worked example quote it: the chip's key as a
/// `SubjectPublicKeyInfo`, the terminal's private and public key, the shared secret.
struct Agreed {
    info: &'static [u8],
    secret: &'static [u8],
    public: &'static [u8],
    shared: &'static [u8],
}

/// One key of the first group of RFC 5114; its three forms are below.
const IN_A_PRIME_GROUP: Agreed = Agreed {
    info: &[],
    secret: &hex!(
        "A2CFFD06C34AFD622EEE0FC31F093FDFDA609C67121CACF0A8F52291DE6853BB5C93CF76705775ECF408A74302613BEECB38"
        "1447D36494C9E18951EC17252DD2A807AAE09FA4DC30183339013D9C9191303CACEE3C91E926A36D014A5CFA94950CADB37B"
        "534F32A9BF76B37980979304C5663871BD746EB9E95A47CA471B4EDE"
    ),
    public: &hex!(
        "A2830947A6FCAACDE2FCB88B29AB38E07C3453ABC4BCB466087E11C79F32A19E6EF22BE108F8DD18FE8249C960951511200D"
        "C985AA3EC0CCAD59A5F9BBCC33EE5F1577E20330B4DD10EB06B740277C97A189180EDE52BEE9D429F10FB77F180F05D6A99C"
        "499CB5E1ECEEB8E92284F66EA98479674CE73F53C567A03B0D297833"
    ),
    shared: &hex!(
        "2A4FC2D11490DF4773DDFA6FF705557C51F4AD4533E8D8A66A3001BFDD271DB87BE3C1CAC22A05E8AF1A066DD0298E75DB92"
        "8AAFDF00EB4BFB1BD12F372313C1CA649056517305638515D5A4FBE0AC59BDC80E8C5A5F46254D231916EA77F80AC58E6B63"
        "A26198EE4387F10981E8E46FFBA23790C81E679363C589587D30BBB3"
    ),
};

const AGREED: [Agreed; 7] = [
    // explicit parameters, brainpoolP256r1
    Agreed {
        info: &hex!(
            "308201333081EC06072A8648CE3D02013081E0020101302C06072A8648CE3D0101022100A9FB57DBA1EEA9BC3E660A909D83"
            "8D726E3BF623D52620282013481D1F6E5377304404207D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44"
            "F330B5D9042026DC5C6CE94A4B44F330B5D9BBD77CBF958416295CF7E1CE6BCCDC18FF8C07B60441048BD2AEB9CB7E57CB2C"
            "4B482FFC81B7AFB9DE27E1E3BD23C23A4453BD9ACE3262547EF835C3DAC4FD97F8461A14611DC9C27745132DED8E545C1D54"
            "C72F046997022100A9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A702010103420004198391"
            "7269AC877C0B61544C2C022000D2A5ABA723E2D80141E648B40911DC3459761F27480E4B57181A53D8FE1190EA86C939AC14"
            "363178CAFFC621F0F905C3"
        ),
        secret: &hex!("80EBAFC8A51BECD4D90BB640EE38C9FD5C12748D28AAA37096B98C4533C4F5F5"),
        public: &hex!(
            "044827C781BE1AC7A00B351214FD783AC76D99E831A6316C8FD6DE7BD96CFA31DA06B6B57BA380789729F4A028212A768C49"
            "BF5F97D98B1DB12BEEC1A1CD324FB2"
        ),
        shared: &hex!("0346C3CA1A64F5CD62B61D7591020283089496A53DB2BB5E900D386E92F4686D"),
    },
    // explicit parameters, brainpoolP256r1
    Agreed {
        info: &hex!(
            "308201333081EC06072A8648CE3D02013081E0020101302C06072A8648CE3D0101022100A9FB57DBA1EEA9BC3E660A909D83"
            "8D726E3BF623D52620282013481D1F6E5377304404207D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44"
            "F330B5D9042026DC5C6CE94A4B44F330B5D9BBD77CBF958416295CF7E1CE6BCCDC18FF8C07B60441048BD2AEB9CB7E57CB2C"
            "4B482FFC81B7AFB9DE27E1E3BD23C23A4453BD9ACE3262547EF835C3DAC4FD97F8461A14611DC9C27745132DED8E545C1D54"
            "C72F046997022100A9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7020101034200047036BC"
            "5D0BCF31913B59103BB6F2C0C98C99EF4C19B9517340B76BFE4EE2194C76C3F3314E021D4B092DB5A32AB7D6E297F2FBEAE4"
            "5AA28DEFC4DA750FEAD54E"
        ),
        secret: &hex!("84A5145885678EE9307C28C52736896267511203B7B8009C5FE27ABCBAECDCAA"),
        public: &hex!(
            "04897FA47C895D35949A8DB8F776A62D775BDF764A1AA1BDC2D8FC96CD5C2E80E39F631C67E84364DCF85F5C9F8CE79A7520"
            "71896819A0D510CF9701652486817C"
        ),
        shared: &hex!("6A20F0F65089717668374FBADA665D91DE073C835928F0DE45C9165CA0D379D7"),
    },
    // explicit parameters, brainpoolP256r1
    Agreed {
        info: &hex!(
            "308201333081EC06072A8648CE3D02013081E0020101302C06072A8648CE3D0101022100A9FB57DBA1EEA9BC3E660A909D83"
            "8D726E3BF623D52620282013481D1F6E5377304404207D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44"
            "F330B5D9042026DC5C6CE94A4B44F330B5D9BBD77CBF958416295CF7E1CE6BCCDC18FF8C07B60441048BD2AEB9CB7E57CB2C"
            "4B482FFC81B7AFB9DE27E1E3BD23C23A4453BD9ACE3262547EF835C3DAC4FD97F8461A14611DC9C27745132DED8E545C1D54"
            "C72F046997022100A9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A702010103420004A04F85"
            "AFDFC316FB5E9F33F94CA45837D20D9D91AD5002307C3F124B6EF5B92565D018A6B7F69DB73976BFBB4278757405C64E9610"
            "4D161649E8A94078EAEFCE"
        ),
        secret: &hex!("3A31F4E18418312FCB40F3EFBE719182C046A9719E1ED8C376197AA9E8ED7465"),
        public: &hex!(
            "043DA6D3B923689B96AA65D744F1BD1537FCF1F8A5DD9BC6B01D7B30FC1812645B510CB66BED899C67A802A7881313E4BCA8"
            "7055CDE3CF615EFDBADBB64BC32462"
        ),
        shared: &hex!("6257699DF0C5ED46BDFED8E0EC8C936D8EED9779B393B28C752635B51FBFC3E8"),
    },
    // explicit parameters, NIST P-256
    Agreed {
        info: &hex!(
            "308201333081EC06072A8648CE3D02013081E0020101302C06072A8648CE3D0101022100FFFFFFFF00000001000000000000"
            "000000000000FFFFFFFFFFFFFFFFFFFFFFFF30440420FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFF"
            "FFFFFFFC04205AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B0441046B17D1F2E12C4247F8"
            "BCE6E563A440F277037D812DEB33A0F4A13945D898C2964FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB640"
            "6837BF51F5022100FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551020101034200048367FC"
            "170D90AD53A28C6526A9C7EC4F5C59C4F7F5D992583F951A1654B4D1D6332163A33D82CBF245154887A8812ED9A55C15AD9D"
            "5C5C463851875BBA9AEABD"
        ),
        secret: &hex!("D9C3B06A4DCB735351429403FCB56DB520DC882512D775971F724D6112F96586"),
        public: &hex!(
            "04334F809C8842A4C9316C19E52A0D6EA0285996C40FF6DB303CEF72099198C8AD5D6B46E93482DE899533D06EAC54C289DF"
            "5AA1436A846FB9154100C5322439EA"
        ),
        shared: &hex!("6E804E69FBD31A6A1B546B0BA37DB78288FEFD46EC6C694826A98B85D36C2873"),
    },
    // PKCS#3
    Agreed {
        info: &hex!(
            "308201A23082011706092A864886F70D0103013082010802818100B10B8F96A080E01DDE92DE5EAE5D54EC52C99FBCFB06A3"
            "C69A6A9DCA52D23B616073E28675A23D189838EF1E2EE652C013ECB4AEA906112324975C3CD49B83BFACCBDD7D90C4BD7098"
            "488E9C219A73724EFFD6FAE5644738FAA31A4FF55BCCC0A151AF5F0DC8B4BD45BF37DF365C1A65E68CFDA76D4DA708DF1FB2"
            "BC2E4A437102818100A4D1CBD5C3FD34126765A442EFB99905F8104DD258AC507FD6406CFF14266D31266FEA1E5C41564B77"
            "7E690F5504F213160217B4B01B886A5E91547F9E2749F4D7FBD7D3B9A92EE1909D0D2263F80A76A6A24C087A091F531DBF0A"
            "0169B6A28AD662A4D18E73AFA32D779D5918D08BC8858F4DCEF97C2A24855E6EEB22B3B2E5038184000281801B3345F8DC04"
            "341BF8B2C97F652FA680E5D4FA4C146AE4B839431A644A79BC368C4822C89CD018A57F953644BEDA679C5B532902320E83E1"
            "3B80DEEF8C18AF3E7D493AE3F88196101B9F78EAFE4B3025EF8BFF916B2FC02D762D0838DEA29C09B485591C2F47F87C71F5"
            "30BB358F56AF6459D86DBF85EAF9EDBD962CD364F7B8"
        ),
        ..IN_A_PRIME_GROUP
    },
    // X9.42
    Agreed {
        info: &hex!(
            "308201B73082012C06072A8648CE3E02013082011F02818100B10B8F96A080E01DDE92DE5EAE5D54EC52C99FBCFB06A3C69A"
            "6A9DCA52D23B616073E28675A23D189838EF1E2EE652C013ECB4AEA906112324975C3CD49B83BFACCBDD7D90C4BD7098488E"
            "9C219A73724EFFD6FAE5644738FAA31A4FF55BCCC0A151AF5F0DC8B4BD45BF37DF365C1A65E68CFDA76D4DA708DF1FB2BC2E"
            "4A437102818100A4D1CBD5C3FD34126765A442EFB99905F8104DD258AC507FD6406CFF14266D31266FEA1E5C41564B777E69"
            "0F5504F213160217B4B01B886A5E91547F9E2749F4D7FBD7D3B9A92EE1909D0D2263F80A76A6A24C087A091F531DBF0A0169"
            "B6A28AD662A4D18E73AFA32D779D5918D08BC8858F4DCEF97C2A24855E6EEB22B3B2E5021500F518AA8781A8DF278ABA4E7D"
            "64B7CB9D49462353038184000281801B3345F8DC04341BF8B2C97F652FA680E5D4FA4C146AE4B839431A644A79BC368C4822"
            "C89CD018A57F953644BEDA679C5B532902320E83E13B80DEEF8C18AF3E7D493AE3F88196101B9F78EAFE4B3025EF8BFF916B"
            "2FC02D762D0838DEA29C09B485591C2F47F87C71F530BB358F56AF6459D86DBF85EAF9EDBD962CD364F7B8"
        ),
        ..IN_A_PRIME_GROUP
    },
    // standardised parameters id 0
    Agreed {
        info: &hex!(
            "308195300C060704007F00070102020100038184000281801B3345F8DC04341BF8B2C97F652FA680E5D4FA4C146AE4B83943"
            "1A644A79BC368C4822C89CD018A57F953644BEDA679C5B532902320E83E13B80DEEF8C18AF3E7D493AE3F88196101B9F78EA"
            "FE4B3025EF8BFF916B2FC02D762D0838DEA29C09B485591C2F47F87C71F530BB358F56AF6459D86DBF85EAF9EDBD962CD364"
            "F7B8"
        ),
        ..IN_A_PRIME_GROUP
    },
];

fn parse(info: &[u8]) -> Option<AgreementKey> {
    AgreementKey::parse(tlv::find(info, 0x30)?)
}

#[test]
fn keys_of_chips_agree() {
    for Agreed { info, secret, public, shared } in AGREED {
        let key = parse(info).unwrap();
        assert_eq!(key.group.public(secret, None).unwrap(), public, "{:?}", key.group);
        assert_eq!(key.group.agree(secret, &key.public).unwrap()[..], *shared, "{:?}", key.group);
    }
}

/// CVE-2020-0601: a generator, an order or a coefficient of one's own makes a private key for any public one.
#[test]
fn a_described_curve_is_exactly_a_known_one() {
    let [Agreed { info, .. }, ..] = AGREED;
    let curve = Group::Curve(Curve::BrainpoolP256r1);
    assert_eq!(parse(info).map(|key| key.group), Some(curve.clone()));
    let numbers = [
        hex!("A9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5377"),
        hex!("7D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44F330B5D9"),
        hex!("26DC5C6CE94A4B44F330B5D9BBD77CBF958416295CF7E1CE6BCCDC18FF8C07B6"),
        hex!("8BD2AEB9CB7E57CB2C4B482FFC81B7AFB9DE27E1E3BD23C23A4453BD9ACE3262"),
        hex!("547EF835C3DAC4FD97F8461A14611DC9C27745132DED8E545C1D54C72F046997"),
        hex!("A9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7"),
    ];
    for number in numbers {
        let at = info.windows(32).position(|window| window == number).unwrap();
        for bit in [0, 255] {
            let mut altered = info.to_vec();
            altered[at + bit / 8] ^= 1 << (bit % 8);
            assert_eq!(parse(&altered), None);
        }
    }
    // The cofactor stands last before the key, and its value is 1.
    let at = info.windows(5).position(|window| window == hex!("0201010342")).unwrap();
    let mut altered = info.to_vec();
    altered[at + 2] = 2;
    assert_eq!(parse(&altered), None);
}

/// Described curves may leave the cofactor out, compress the generator, bring a seed, or write short numbers.
#[test]
fn a_known_curve_is_known_in_every_way_of_writing_it() {
    let (prime, order) = (
        hex!("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF"),
        hex!("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"),
    );
    let a = hex!("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFC");
    let b = hex!("5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B");
    let x = hex!("6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296");
    let y = hex!("4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5");
    let whole = [&[4], &x[..], &y].concat();
    let describe = |base: &[u8], seed: &[u8], rest: &[u8]| {
        let field = [tlv::write(0x06, &PRIME_FIELD), tlv::write(0x02, &[&[0], &prime[..]].concat())].concat();
        let coefficients = [tlv::write(0x04, &a), tlv::write(0x04, &b), seed.to_vec()].concat();
        let parameters = [
            tlv::write(0x02, &[1]),
            tlv::write(0x30, &field),
            tlv::write(0x30, &coefficients),
            tlv::write(0x04, base),
            tlv::write(0x02, &order),
            rest.to_vec(),
        ];
        [tlv::write(0x06, &EC_PUBLIC_KEY), tlv::write(0x30, &parameters.concat())].concat()
    };
    let known = Some(Group::Curve(Curve::P256));
    let seed = tlv::write(0x03, &[0, 1, 2, 3]);
    assert_eq!(Group::parse(&describe(&whole, &[], &[2, 1, 1])), known);
    assert_eq!(Group::parse(&describe(&whole, &seed, &[])), known);
    assert_eq!(Group::parse(&describe(&[&[3], &x[..]].concat(), &[], &[])), known, "y is odd");
    assert_eq!(Group::parse(&describe(&[&[2], &x[..]].concat(), &[], &[])), None, "the opposite point");
    assert_eq!(Group::parse(&describe(&[&[5], &x[..]].concat(), &[], &[])), None);
    assert_eq!(Group::parse(&describe(&[], &[], &[])), None);
    for oid in [&EC_PUBLIC_KEY[..], &EC_DH] {
        assert_eq!(Group::parse(&[tlv::write(0x06, oid), hex!("06082A8648CE3D030107").to_vec()].concat()), known);
    }
    let numbered = |id: &[u8]| Group::parse(&[tlv::write(0x06, &STANDARDIZED), tlv::write(0x02, id)].concat());
    assert_eq!(numbered(&[12]), known);
    assert_eq!(numbered(&[7]), None);
    assert_eq!(numbered(&[0, 12]), None);
    assert_eq!(numbered(&[]), None);
    // Binary fields, no parameters (implicitCA), another algorithm.
    let mut binary = describe(&whole, &[], &[]);
    let at = binary.windows(7).position(|window| window == PRIME_FIELD).unwrap();
    binary[at + 6] = 2;
    assert_eq!(Group::parse(&binary), None);
    assert_eq!(Group::parse(&[tlv::write(0x06, &EC_PUBLIC_KEY), tlv::write(0x05, &[])].concat()), None);
    assert_eq!(Group::parse(&hex!("06032B6570")), None);
}

#[test]
fn a_key_agreement_key_signs_nothing() {
    for Agreed { info, .. } in AGREED {
        let key = PublicKey::parse(tlv::find(info, 0x30).unwrap());
        assert_eq!(key.is_some(), matches!(parse(info).unwrap().group, Group::Curve(_)));
    }
}

/// What a card may send wherever one of these is read: no panic, and no time that a desk would notice.
fn read_all(bytes: &[u8]) {
    let _ = (Group::parse(bytes), Algorithm::parse(bytes, None), Algorithm::parse(bytes, Some(Digest::Sha1)));
    if let Some(key) = AgreementKey::parse(bytes) {
        let agreed = key.group.agree(&[5], &key.public);
        assert!(!matches!(agreed, Err(GroupError::Nonce)));
    }
    if let Some(key) = PublicKey::parse(bytes) {
        let pss = Algorithm::RsaPss(crate::Pss { digest: Digest::Sha1, mask: Digest::Sha1, salt_len: bytes.len() });
        for algorithm in [Algorithm::Ecdsa(Digest::Sha256), Algorithm::RsaPkcs1(Digest::Sha256), pss] {
            assert_ne!(verify(Some(&key), Some(algorithm), b"message", bytes), SignatureVerdict::Right);
        }
        assert_ne!(iso9796::verify(&key, b"eightbyt", bytes), SignatureVerdict::Right);
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes: Vec<u8>, oid in 0..8_usize) {
        read_all(&bytes);
        let oid: &[u8] = [&RSA[..], &RSA_PSS, &EC_PUBLIC_KEY, &EC_DH, &DH_PKCS3, &DH_X942, &STANDARDIZED, &[]][oid];
        let algorithm = [tlv::write(0x06, oid), bytes.clone()].concat();
        read_all(&algorithm);
        let key = [&[0], &tlv::write(0x30, &bytes)[..]].concat();
        read_all(&[tlv::write(0x30, &algorithm), tlv::write(0x03, &key)].concat());
    }

    #[test]
    fn damaged_keys_never_panic(which in 0..AGREED.len(), at: prop::sample::Index, value: u8) {
        let mut info = tlv::find(AGREED[which].info, 0x30).unwrap().to_vec();
        let at = at.index(info.len());
        info[at] = value;
        read_all(&info);
    }

    #[test]
    fn arbitrary_signatures_and_peers_never_panic(bytes: Vec<u8>, which in 0..11_usize) {
        let curve = Curve::ALL[which];
        let group = Group::Curve(curve);
        let point = group.public(&[3], None).unwrap();
        for algorithm in [Algorithm::Ecdsa(Digest::Sha512), Algorithm::EcdsaPlain(Digest::Sha512)] {
            for point in [&point, &bytes] {
                let verdict = verify(Some(&PublicKey::Ec { curve, point }), Some(algorithm), &bytes, &bytes);
                prop_assert_eq!(verdict, SignatureVerdict::Wrong);
            }
        }
        let _ = (group.agree(&bytes, &point), group.agree(&[3], &bytes), group.map_generic(&bytes, &bytes, &point));
        let standard = Group::from_parameter(0).unwrap();
        let _ = (standard.agree(&bytes, &bytes), standard.map_generic(&bytes, &bytes, &bytes));
    }
}
