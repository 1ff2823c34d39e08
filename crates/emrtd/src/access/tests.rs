//! The worked examples of Doc 9303-11 appendices G.2, H and I, command by command. G.1 and D.3 are replayed through a whole
//! session, in `session/tests.rs`.

use hex_literal::hex;
use mrz::MrzKey;

use super::{
    Password,
    offer::{Offer, Offers},
    pace,
    password::Can,
};
use crate::{
    error::{ReadError, Step},
    genuine::{ChipProtocol, Mapped, ProofOutcome, SecurityInfos, chip_authentication_mapping},
    session::{
        chip::Chip,
        replay::{converse, replay},
    },
};
use crypto::{Group, Keys, Random};
use iso7816::{apdu::Command, tlv};

/// The one offer of a `PACEInfo` with these last numbers of the protocol and these parameters.
fn offer(protocol: [u8; 2], parameter: u8) -> Offer {
    let oid = [&hex!("04007F0007020204")[..], &protocol].concat();
    let info = [tlv::write(0x06, &oid), tlv::write(0x02, &[2]), tlv::write(0x02, &[parameter])].concat();
    let mut offers = Offers::parse(&tlv::write(0x31, &tlv::write(0x30, &info)));
    assert_eq!((offers.usable.len(), offers.unusable), (1, None));
    offers.usable.remove(0)
}

/// Opens the channel as the example does, and gives with the outcome the first command under it.
async fn open(chip: &mut Chip, offer: &Offer, password: Password, random: &[&[u8]]) -> Option<Mapped> {
    let mut random = Random::scripted(random.iter().map(|value| value.to_vec()).collect());
    let mapped = pace::open(chip, offer, &password, &mut random).await.unwrap();
    let select = Command::new(0x00, 0xA4, 0x02, 0x0C).with_data(hex!("011E"));
    // The chip says nothing good to it: only the command's bytes count here.
    chip.send(Step::Select, &select).await.unwrap();
    mapped
}

/// SELECT EF.COM as the keys of an example protect it, and a bare refusal.
fn under(offer: &Offer, secret: &[u8]) -> Vec<u8> {
    let mut channel = crate::secure_messaging::Channel::new(Keys::derive(offer.suite, secret), &[]);
    channel.protect(&Command::new(0x00, 0xA4, 0x02, 0x0C).with_data(hex!("011E"))).unwrap().encode()
}

const REFUSED: [u8; 2] = hex!("6A82");

/// Appendix G.2: DH in the 1,024-bit group, generic mapping, AES-128.
#[test]
fn dh_generic_mapping_as_in_appendix_g2() {
    let offer = offer([1, 2], 0);
    let protected = under(
        &offer,
        &hex!(
            "6BABC7B3A72BCD7EA385E4C62DB2625BD8613B24149E146A629311C4CA6698E38B834B6A9E9CD7184BA8834AFF5043D4"
            "36950C4C1E7832367C10CB8C314D40E5990B0DF7013E64B4549E2270923D06F08CFF6BD3E977DDE6ABE4C31D55C0FA2E"
            "465E553E77BDF75E3193D3834FC26E8EB1EE2FA1E4FC97C18C3F6CFFFE2607FD"
        ),
    );
    let exchanges: [(&[u8], &[u8]); 6] = [
        (&hex!("0022C1A40F800A04007F00070202040102830101"), &hex!("9000")),
        (&hex!("10860000027C0000"), &hex!("7C128010854D8DF5827FA6852D1A4FA701CDDDCA9000")),
        (
            &hex!(
                "10860000867C818381818023FB3749EA030D2A25B278D2A562047ADE3F01B74F17A15402CB7352CA7D2B3EB71C343DB1"
                "3D1DEBCE9A3666DBCFC920B49174A602CB47965CAA73DC702489A44D41DB914DE9613DC5E98C94160551C0DF86274B93"
                "59BC0490D01B03AD54022DCB4F57FAD6322497D7A1E28D46710F461AFE710FBBBC5F8BA166F4311975EC6C00"
            ),
            &hex!(
                "7C818382818078879F57225AA8080D52ED0FC890A4B25336F699AA89A2D3A189654AF70729E623EA5738B26381E4DA19"
                "E004706FACE7B235C2DBF2F38748312F3C98C2DD4882A41947B324AA1259AC22579DB93F7085655AF30889DBB845D9E6"
                "783FE42C9F2449400306254C8AE8EE9DD812A804C0B66E8CAFC14F84D8258950A91B44126EE69000"
            ),
        ),
        (
            &hex!(
                "10860000867C8183838180907D89E2D425A178AA81AF4A7774EC8E388C115CAE67031E85EECE520BD911551B9AE4D043"
                "69F29A02626C86FBC6747CC7BC352645B6161A2A42D44EDA80A08FA8D61B76D3A154AD8A5A51786B0BC07147057871A9"
                "22212C5F67F43173172236B7747D1671E6D692A3C7D40A0C3C5CE397545D015C175EB5130551EDBC2EE5D400"
            ),
            &hex!(
                "7C8183848180075693D9AE941877573E634B6E644F8E60AF17A0076B8B123D9201074D36152BD8B3A213F53820C42ADC"
                "79AB5D0AEEC3AEFB91394DA476BD97B9B14D0A65C1FC71A0E019CB08AF55E1F729005FBA7E3FA5DC41899238A250767A"
                "6D46DB974064386CD456743585F8E5D90CC8B4004B1F6D866C79CE0584E49687FF61BC29AEA19000"
            ),
        ),
        (&hex!("008600000C7C0A8508B46DD9BD4D98381F00"), &hex!("7C0A8608917F37B5C0E6D8D19000")),
        (&protected, &REFUSED),
    ];
    let password = Password::Mrz(MrzKey::new("T22000129", "640812", "101031").unwrap());
    let random: [&[u8]; 2] =
        [&hex!("5265030F751F4AD18B08AC565FC7AC952E41618D"), &hex!("89CCD99B0E8D3B1F11E1296DCA68EC53411CF2CA")];
    let mapped = replay(&exchanges, async |chip| open(chip, &offer, password, &random).await);
    assert!(mapped.is_none());
}

/// Appendix H.1: brainpoolP256r1, integrated mapping, AES-128. The password is a card access number here.
#[test]
fn ecdh_integrated_mapping_as_in_appendix_h1() {
    let offer = offer([4, 2], 13);
    let protected = under(&offer, &hex!("4F150FDE1D4F0E38E95017B891BAE17133A0DF45B0D3E18B60BA7BEAFDC2C713"));
    let exchanges: [(&[u8], &[u8]); 6] = [
        (&hex!("0022C1A40F800A04007F00070202040402830102"), &hex!("9000")),
        (&hex!("10860000027C0000"), &hex!("7C128010143DC40C08C8E891FBED7DEDB92B64AD9000")),
        (&hex!("10860000147C1281105DD4CBFC96F5453B130D890A1CDBAE3200"), &hex!("7C0282009000")),
        (
            &hex!(
                "10860000457C4383410489CBA23FFE96AA18D824627C3E934E54A9FD0B87A95D1471DC1C0ABFDCD640D46755DE9B7B77"
                "8280B6BEBD57439ADFEB0E21FD4ED6DF42578C13418A59B34C3700"
            ),
            &hex!(
                "7C4384410467F78E5F7F7686082B293E8D087E056916D0F74BC01A5F8957D0DE45691E51E8932B69A962B52A0985AD2C"
                "0A271EE6A13A8ADDDCD1A3A994B9DED257F4D227539000"
            ),
        ),
        (&hex!("008600000C7C0A8508450F02B86F6A090900"), &hex!("7C0A860875D4D96E8D5B03089000")),
        (&protected, &REFUSED),
    ];
    let password = Password::Can(Can::new("123456").unwrap());
    let random: [&[u8]; 2] = [
        &hex!("5DD4CBFC96F5453B130D890A1CDBAE32"),
        &hex!("A73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595"),
    ];
    let mapped = replay(&exchanges, async |chip| open(chip, &offer, password, &random).await);
    assert!(mapped.is_none());
}

/// Appendix H.2: the 1,024-bit group, integrated mapping, AES-128. The private key is the example's modulo the order.
#[test]
fn dh_integrated_mapping_as_in_appendix_h2() {
    let offer = offer([3, 2], 0);
    let protected = under(
        &offer,
        &hex!(
            "419410D6C0A17A4C07C54872CE1CBCEB0A2705C1A434C8A89A4CFE41F1D78124CA7EC52BDE7615E5345E48AB1ABB6E7D"
            "1D59A57F3174084D3CA4570397C1F62228BDFDB2DA191EA2239E2C060DBE3BBC23C2FCD0AF12E0F9E0B99FCF91FF1959"
            "011D5798B2FCBC1F14FCC24E441F4C8F9B08D977E9498560E63E7FFAB3134EA7"
        ),
    );
    let exchanges: [(&[u8], &[u8]); 6] = [
        (&hex!("0022C1A40F800A04007F00070202040302830102"), &hex!("9000")),
        (&hex!("10860000027C0000"), &hex!("7C1280109ABB8864CA0FF1551E620D1EF4E135109000")),
        (&hex!("10860000147C128110B3A6DB3C870C3E99245E0D1C06B747DE00"), &hex!("7C0282009000")),
        (
            &hex!(
                "10860000867C81838381800F0CC62945A8029251FB7EF3C094E12EC68E4EF07F27CB9D9CD04C5C4250FAE0E4F8A95155"
                "7E929AEB48E5C6DD47F2F5CD7C351A9BD2CD722C07EDE166770F08FFCB370262CF308DD7B07F2E0DA9CAAA1492344C85"
                "2906919538C98A4BA4187E76CE9D87832386D319CE2E043C3343AEAE6EDBA1A9894DC5094D22F7FE1351D500"
            ),
            &hex!(
                "7C8183848180928D9A0F9DBA450F13FC859C6F290D1D36E42431138A4378500BEB4E0401854CFF111F71CB6DC1D03358"
                "07A11388CC8EAA87B07907AAD9FBA6B169AF6D8C26AF8DDDC39ADC3AD2E3FF882B84D23E9768E95A80E4746FB07A9767"
                "679FE92133B4D379935C771BD7FBED6C7BB4B1708B275EA75679524CDC9C6A91370CC662A2F39000"
            ),
        ),
        (&hex!("008600000C7C0A850855D61977CBF5307E00"), &hex!("7C0A8608C2F04230187E15259000")),
        (&protected, &REFUSED),
    ];
    let password = Password::Can(Can::new("123456").unwrap());
    let random: [&[u8]; 2] =
        [&hex!("B3A6DB3C870C3E99245E0D1C06B747DE"), &hex!("89CCD99B0E8D3B1F11E1296DCA68EC53411CF2CA")];
    let mapped = replay(&exchanges, async |chip| open(chip, &offer, password, &random).await);
    assert!(mapped.is_none());
}

/// Appendix I.1: brainpoolP256r1, chip authentication mapping, AES-128; then the check with the key of EF.CardSecurity.
#[test]
fn chip_authentication_mapping_as_in_appendix_i1() {
    let offer = offer([6, 2], 13);
    let protected = under(&offer, &hex!("67950559D0C06B4D4B86972D14460837461087F8419FDBC36AAF6CEAAC462832"));
    let exchanges: [(&[u8], &[u8]); 6] = [
        (&hex!("0022C1A40F800A04007F00070202040602830101"), &hex!("9000")),
        (&hex!("10860000027C0000"), &hex!("7C128010CB60E8E0D85B76A9BD304747C2AD42E29000")),
        (
            &hex!(
                "10860000457C438141047F1D410ADB7DDB3B84BF1030800981A9105D7457B4A3ADE002384F3086C67EDE1AB889104A27"
                "DB6D842B019020FBF3CEACB0DC627F7BDCAC29969E19D0E553C100"
            ),
            &hex!(
                "7C43824104A234236AA9B9621E8EFB73B5245C0E09D2576E5277183C1208BDD55280CAE8B304F365713A356E65A451E1"
                "65ECC9AC0AC46E3771342C8FE5AEDD092685338E239000"
            ),
        ),
        (
            &hex!(
                "10860000457C43834104446C934084D9DAB863944F219520076C29EE3F7AE6722B11FF319EC1C7728F955483400BFF60"
                "BF0C5929270009277DC2A515E12575010AD9BA916CF1BF86FEFC00"
            ),
            &hex!(
                "7C4384410402AD566F3C6EC7F9324509AD50A51FA52030782A4968FCFEDF737DAEA993333111C3B9B4C2287789BD137E"
                "7F8AA882E2A3C633CCD6ECC2C63C57AD401A09C2E19000"
            ),
        ),
        (
            &hex!("008600000C7C0A8508E86BD06018A1CD3B00"),
            &hex!(
                "7C3C86088596CF055C67C1A38A301EEA964DAAE372AC990E3EFDE6333353BFC89A6704D93DA8798CF77F5B7A54BD10CB"
                "A372B42BE0B9B5F28AA8DE2F4F929000"
            ),
        ),
        (&protected, &REFUSED),
    ];
    let password = Password::Mrz(MrzKey::new("C11T002JM", "960812", "231031").unwrap());
    let random: [&[u8]; 2] = [
        &hex!("5D8BB87BD74D985A4B7D4325B9F7B976FE835122773400798914AA22738135CC"),
        &hex!("76ECFDAA9841C323A3F5FC5E88B88DB3EFF7E35EBF57A7E6946CB630006C2120"),
    ];
    let mapped = replay(&exchanges, async |chip| open(chip, &offer, password, &random).await);
    let mut mapped = mapped.unwrap();
    assert_eq!(
        mapped.data.as_ref().unwrap()[..],
        hex!("85DC3FA93D0952BFA82F5FD189EE75BD82F11D1F0B8ED4BF5319AC9B53C426B3")
    );
    let info = hex!(
        "3062060904007F0007020201023052300C060704007F0007010202010D034200041872709494399E7470A6431BE25E83"
        "EEE24FEA568C2ED28DB48E05DB3A610DC884D256A40E35EFCB59BF6753D3A489D28C7A4D973C2DA138A6E7A4A08F68E1"
        "6F02010D"
    );
    let infos = SecurityInfos::parse(&tlv::write(0x31, &info));
    let outcome = |mapped: &Mapped, infos: Option<&SecurityInfos>| {
        let (proof, _) = chip_authentication_mapping(mapped, infos);
        assert_eq!(proof.protocol, ChipProtocol::ChipAuthenticationMapping);
        proof.outcome
    };
    assert_eq!(outcome(&mapped, infos.as_ref()), ProofOutcome::Proven);
    assert_eq!(outcome(&mapped, None), ProofOutcome::Malformed);
    assert_eq!(outcome(&mapped, Some(&SecurityInfos::default())), ProofOutcome::Unsupported);
    mapped.data.as_mut().unwrap()[31] ^= 1;
    assert_eq!(outcome(&mapped, infos.as_ref()), ProofOutcome::Failed);
    mapped.data = None;
    assert_eq!(outcome(&mapped, infos.as_ref()), ProofOutcome::Malformed);
}

/// What chips say to the last token when the password is wrong, and what is no word about the password.
#[test]
fn the_words_for_a_wrong_password() {
    let step = Step::PaceToken;
    let refused = |word: u16| ReadError::Refused { step, status: word.into() };
    let key = ReadError::WrongKey { tried: 1 };
    let cases = [
        (0x6300, ReadError::WrongCan, key),
        (0x63C2, ReadError::WrongCan, key),
        (0x63C0, ReadError::WrongCan, key),
        (0x6982, ReadError::WrongCan, key),
        (0x6984, ReadError::WrongCan, key),
        (0x6985, ReadError::WrongCan, key),
        (0x6988, ReadError::WrongCan, key),
        (0x6A80, ReadError::WrongCan, key),
        (0x6983, ReadError::Blocked { step }, ReadError::Blocked { step }),
        (0x6F00, refused(0x6F00), refused(0x6F00)),
        (0x6D00, refused(0x6D00), refused(0x6D00)),
    ];
    for (word, for_can, for_key) in cases {
        assert_eq!(last_word(&Password::Can(Can::new("123456").unwrap()), word), for_can, "{word:04X}");
        let password = Password::Mrz(MrzKey::new("T22000129", "640812", "101031").unwrap());
        assert_eq!(last_word(&password, word), for_key, "{word:04X}");
    }
}

fn last_word(password: &Password, word: u16) -> ReadError {
    let offer = offer([4, 2], 13);
    let group = Group::from_parameter(13).unwrap();
    let mut random = Random::from_seed([1; 32]);
    let public = group.public(&group.secret(&mut random), None).unwrap();
    let opened = converse(
        async |chip| pace::open(chip, &offer, password, &mut random).await,
        |command| {
            let data = match command {
                [0x10, 0x86, _, _, 0x02, ..] => tlv::write(0x80, &[0x5A; 16]),
                [0x10, 0x86, _, _, _, 0x7C, _, 0x81, ..] => Vec::new(),
                [0x10, 0x86, ..] => tlv::write(0x84, &public),
                [0x00, 0x86, ..] => return word.to_be_bytes().to_vec(),
                _ => return hex!("9000").to_vec(),
            };
            [tlv::write(0x7C, &data), hex!("9000").to_vec()].concat()
        },
    );
    opened.map(|_| ()).unwrap_err()
}

/// A chip says at once, to the password's name, that it takes it no more; or how many tries it has left.
#[test]
fn a_blocked_password_is_told_apart() {
    let step = Step::PaceSetUp;
    for (word, expected) in [
        (0x6983, ReadError::Blocked { step }),
        (0x63C0, ReadError::Blocked { step }),
        (0x6A88, ReadError::Refused { step, status: 0x6A88.into() }),
        // Tries are left: the nonce is asked for, and refused here.
        (0x63C1, ReadError::Refused { step: Step::PaceNonce, status: 0x63C1.into() }),
    ] {
        let password = Password::Can(Can::new("123456").unwrap());
        let mut random = Random::from_seed([1; 32]);
        let opened = converse(
            async |chip| pace::open(chip, &offer([2, 2], 13), &password, &mut random).await,
            |_| u16::to_be_bytes(word).to_vec(),
        );
        assert_eq!(opened.map(|_| ()).unwrap_err(), expected, "{word:04X}");
    }
}
