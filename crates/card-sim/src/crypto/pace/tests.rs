use super::*;
use crate::crypto::kdf::mrz_secret;
use crate::crypto::offer::Cipher;

/// A worked example of the standard: what the chip drew, what the terminal sent and what the chip answered.
struct Example {
    offer: PaceOffer,
    password: Vec<u8>,
    secrets: PaceSecrets,
    exchanges: Exchanges,
}

/// The data of four commands, and of the answers to them.
type Exchanges = [(Vec<u8>, Vec<u8>); 4];

impl Example {
    fn pace(self) -> (Pace, Exchanges) {
        let group = Group::from_parameter(self.offer.parameter).unwrap();
        (Pace::new(self.offer, group, &self.password, None, self.secrets), self.exchanges)
    }

    fn hold(self) {
        let (mut pace, exchanges) = self.pace();
        for (at, (data, answer)) in exchanges.into_iter().enumerate() {
            let step = pace.step(&data).unwrap();
            assert_eq!(step.answer, answer, "step {}", at + 1);
            assert_eq!(step.channel.is_some(), at == 3);
        }
    }
}

fn number(bytes: &[u8]) -> BigUint {
    BigUint::from_bytes_be(bytes)
}

/// ECDH, generic mapping.
fn appendix_g_1() -> Example {
    Example {
        offer: PaceOffer { mapping: Mapping::Gm, cipher: Cipher::Aes128, parameter: 13 },
        password: mrz_secret("T22000129364081251010318"),
        secrets: PaceSecrets {
            nonce: hex!("3F00C4D39D153F2B2A214A078D899B22").to_vec(),
            mapping: number(&hex!("498FF49756F2DC1587840041839A85982BE7761D14715FB091EFA7BCE9058560")),
            agreement: number(&hex!("107CF58696EF6155053340FD633392BA81909DF7B9706F226F32086C7AFF974A")),
        },
        exchanges: [
            (hex!("7C00").to_vec(), hex!("7C12801095A3A016522EE98D01E76CB6B98B42C3").to_vec()),
            (hex!(
                    "7C438141047ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E544552DCB6725218799115B55C"
                    "9BAA6D9F6BC3A9618E70C25AF71777A9C4922D"
                ).to_vec(), hex!(
                    "7C43824104824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F5730D8C879AAA9C9F73991E61B58"
                    "F4D52EB87A0A0C709A49DC63719363CCD13C54"
                ).to_vec()),
            (hex!(
                    "7C438341042DB7A64C0355044EC9DF190514C625CBA2CEA48754887122F3A5EF0D5EDD301C3556F3B3B186DF10B857B58F6A"
                    "7EB80F20BA5DC7BE1D43D9BF850149FBB36462"
                ).to_vec(), hex!(
                    "7C438441049E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB7764B22277A2EDDC3C265A9F01"
                    "8F9CB852E111B768B326904B59A0193776F094"
                ).to_vec()),
            (hex!("7C0A8508C2B0BD78D94BA866").to_vec(), hex!("7C0A86083ABB9674BCE93C08").to_vec()),
        ],
    }
}

/// DH, generic mapping.
fn appendix_g_2() -> Example {
    Example {
        offer: PaceOffer { mapping: Mapping::Gm, cipher: Cipher::Aes128, parameter: 0 },
        password: mrz_secret("T22000129364081251010318"),
        secrets: PaceSecrets {
            nonce: hex!("FA5B7E3E49753A0DB9178B7B9BD898C8").to_vec(),
            mapping: number(&hex!("66DDAFEAC1609CB5B963BB0CB3FF8B3E047F336C")),
            agreement: number(&hex!("A5B780126B7C980E9FCEA1D4539DA1D27C342DFA")),
        },
        exchanges: [
            (hex!("7C00").to_vec(), hex!("7C128010854D8DF5827FA6852D1A4FA701CDDDCA").to_vec()),
            (hex!(
                    "7C818381818023FB3749EA030D2A25B278D2A562047ADE3F01B74F17A15402CB7352CA7D2B3EB71C343DB13D1DEBCE9A3666"
                    "DBCFC920B49174A602CB47965CAA73DC702489A44D41DB914DE9613DC5E98C94160551C0DF86274B9359BC0490D01B03AD54"
                    "022DCB4F57FAD6322497D7A1E28D46710F461AFE710FBBBC5F8BA166F4311975EC6C"
                ).to_vec(), hex!(
                    "7C818382818078879F57225AA8080D52ED0FC890A4B25336F699AA89A2D3A189654AF70729E623EA5738B26381E4DA19E004"
                    "706FACE7B235C2DBF2F38748312F3C98C2DD4882A41947B324AA1259AC22579DB93F7085655AF30889DBB845D9E6783FE42C"
                    "9F2449400306254C8AE8EE9DD812A804C0B66E8CAFC14F84D8258950A91B44126EE6"
                ).to_vec()),
            (hex!(
                    "7C8183838180907D89E2D425A178AA81AF4A7774EC8E388C115CAE67031E85EECE520BD911551B9AE4D04369F29A02626C86"
                    "FBC6747CC7BC352645B6161A2A42D44EDA80A08FA8D61B76D3A154AD8A5A51786B0BC07147057871A922212C5F67F4317317"
                    "2236B7747D1671E6D692A3C7D40A0C3C5CE397545D015C175EB5130551EDBC2EE5D4"
                ).to_vec(), hex!(
                    "7C8183848180075693D9AE941877573E634B6E644F8E60AF17A0076B8B123D9201074D36152BD8B3A213F53820C42ADC79AB"
                    "5D0AEEC3AEFB91394DA476BD97B9B14D0A65C1FC71A0E019CB08AF55E1F729005FBA7E3FA5DC41899238A250767A6D46DB97"
                    "4064386CD456743585F8E5D90CC8B4004B1F6D866C79CE0584E49687FF61BC29AEA1"
                ).to_vec()),
            (hex!("7C0A8508B46DD9BD4D98381F").to_vec(), hex!("7C0A8608917F37B5C0E6D8D1").to_vec()),
        ],
    }
}

/// ECDH, integrated mapping.
fn appendix_h_1() -> Example {
    Example {
        offer: PaceOffer { mapping: Mapping::Im, cipher: Cipher::Aes128, parameter: 13 },
        password: b"123456".to_vec(),
        secrets: PaceSecrets {
            nonce: hex!("2923BE84E16CD6AE529049F1F1BBE9EB").to_vec(),
            mapping: BigUint::ZERO,
            agreement: number(&hex!("107CF58696EF6155053340FD633392BA81909DF7B9706F226F32086C7AFF974A")),
        },
        exchanges: [
            (hex!("7C00").to_vec(), hex!("7C128010143DC40C08C8E891FBED7DEDB92B64AD").to_vec()),
            (hex!("7C1281105DD4CBFC96F5453B130D890A1CDBAE32").to_vec(), hex!("7C028200").to_vec()),
            (hex!(
                    "7C4383410489CBA23FFE96AA18D824627C3E934E54A9FD0B87A95D1471DC1C0ABFDCD640D46755DE9B7B778280B6BEBD5743"
                    "9ADFEB0E21FD4ED6DF42578C13418A59B34C37"
                ).to_vec(), hex!(
                    "7C4384410467F78E5F7F7686082B293E8D087E056916D0F74BC01A5F8957D0DE45691E51E8932B69A962B52A0985AD2C0A27"
                    "1EE6A13A8ADDDCD1A3A994B9DED257F4D22753"
                ).to_vec()),
            (hex!("7C0A8508450F02B86F6A0909").to_vec(), hex!("7C0A860875D4D96E8D5B0308").to_vec()),
        ],
    }
}

/// DH, integrated mapping.
fn appendix_h_2() -> Example {
    Example {
        offer: PaceOffer { mapping: Mapping::Im, cipher: Cipher::Aes128, parameter: 0 },
        password: b"123456".to_vec(),
        secrets: PaceSecrets {
            nonce: hex!("FA5B7E3E49753A0DB9178B7B9BD898C8").to_vec(),
            mapping: BigUint::ZERO,
            agreement: number(&hex!(
                    "020F018C7284B047FA7721A337EFB7ACB1440BB30C5252BD41C97C30C994BB78E9F0C5B32744D84017D21FFA6878396A6469"
                    "CA283EF5C000DAF7D261A39AB8860ED4610AB5343390897AAB5A7787E4FAEFA0649C6A94FDF82D991E8E3FC332F5142729E7"
                    "040A3F7D5A4D3CD75CBEE1F043C1CAD2DD484FEB4ED22B597D36688E"
                )),
        },
        exchanges: [
            (hex!("7C00").to_vec(), hex!("7C1280109ABB8864CA0FF1551E620D1EF4E13510").to_vec()),
            (hex!("7C128110B3A6DB3C870C3E99245E0D1C06B747DE").to_vec(), hex!("7C028200").to_vec()),
            (hex!(
                    "7C81838381800F0CC62945A8029251FB7EF3C094E12EC68E4EF07F27CB9D9CD04C5C4250FAE0E4F8A951557E929AEB48E5C6"
                    "DD47F2F5CD7C351A9BD2CD722C07EDE166770F08FFCB370262CF308DD7B07F2E0DA9CAAA1492344C852906919538C98A4BA4"
                    "187E76CE9D87832386D319CE2E043C3343AEAE6EDBA1A9894DC5094D22F7FE1351D5"
                ).to_vec(), hex!(
                    "7C8183848180928D9A0F9DBA450F13FC859C6F290D1D36E42431138A4378500BEB4E0401854CFF111F71CB6DC1D0335807A1"
                    "1388CC8EAA87B07907AAD9FBA6B169AF6D8C26AF8DDDC39ADC3AD2E3FF882B84D23E9768E95A80E4746FB07A9767679FE921"
                    "33B4D379935C771BD7FBED6C7BB4B1708B275EA75679524CDC9C6A91370CC662A2F3"
                ).to_vec()),
            (hex!("7C0A850855D61977CBF5307E").to_vec(), hex!("7C0A8608C2F04230187E1525").to_vec()),
        ],
    }
}

#[test]
fn appendix_g_1_is_answered_byte_for_byte() {
    appendix_g_1().hold();
}

#[test]
fn appendix_g_2_is_answered_byte_for_byte() {
    appendix_g_2().hold();
}

#[test]
fn appendix_h_1_is_answered_byte_for_byte() {
    appendix_h_1().hold();
}

#[test]
fn appendix_h_2_is_answered_byte_for_byte() {
    appendix_h_2().hold();
}

/// The standard does not print the chip's ephemeral key of this example: everything that can be computed without it.
#[test]
fn appendix_i_1_gives_the_mapping_the_tokens_and_the_chip_authentication_data() {
    let secrets = PaceSecrets {
        nonce: hex!("658B860BC94DF6F044FCE6D5C82CF8E5").to_vec(),
        mapping: number(&hex!("9E56A6B59C95D06ECE5CD10F983BB2F4F1943528E577F23881D89D8C3BBEE0AA")),
        agreement: 1_u8.into(),
    };
    let chip = number(&hex!("86C88A4579CE48135878E6348A734B5D47CE5BC1E54C0E8978687B49FDE2E2C2"));
    let offer = PaceOffer { mapping: Mapping::Cam, cipher: Cipher::Aes128, parameter: 13 };
    let group = Group::from_parameter(13).unwrap();
    let mut pace = Pace::new(offer, group, &mrz_secret("C11T002JM496081222310314"), Some(chip), secrets);
    let exchanges: [(&[u8], &[u8]); 2] = [
        (&hex!("7C00"), &hex!("7C128010CB60E8E0D85B76A9BD304747C2AD42E2")),
        (
            &hex!(
                "7C438141047F1D410ADB7DDB3B84BF1030800981A9105D7457B4A3ADE002384F3086C67EDE1AB889104A27DB6D842B019020"
                "FBF3CEACB0DC627F7BDCAC29969E19D0E553C1"
            ),
            &hex!(
                "7C43824104A234236AA9B9621E8EFB73B5245C0E09D2576E5277183C1208BDD55280CAE8B304F365713A356E65A451E165EC"
                "C9AC0AC46E3771342C8FE5AEDD092685338E23"
            ),
        ),
    ];
    for (data, answer) in exchanges {
        assert_eq!(pace.step(data).unwrap().answer, answer);
    }
    let Stage::Agree { generator } = &pace.stage else { panic!("the mapping is done") };
    let mapped = hex!(
        "0489F0B5EABF3BE293C75903A3986131925C9F5B515CA95AF485DC7E886F03245D"
        "44BEFB2DD3A0DBD71CB5E618971CF4747F12B79E548379A40E45963BAAF3E829"
    );
    assert_eq!(group.write(generator), mapped);
    let encrypt = Key::new(Cipher::Aes128, &hex!("0A9DA4DB03BDDE39FC5202BC44B2E89E"));
    let authenticate = Key::new(Cipher::Aes128, &hex!("4B1C06491ED5140CA2B537D344C6C0B1"));
    let expected =
        hex!("8A301EEA964DAAE372AC990E3EFDE6333353BFC89A6704D93DA8798CF77F5B7A54BD10CBA372B42BE0B9B5F28AA8DE2F4F92");
    assert_eq!(pace.chip_authentication(&encrypt), expected);
    let theirs = hex!(
        "04446C934084D9DAB863944F219520076C29EE3F7AE6722B11FF319EC1C7728F95"
        "5483400BFF60BF0C5929270009277DC2A515E12575010AD9BA916CF1BF86FEFC"
    );
    assert_eq!(pace.token(&authenticate, &theirs), hex!("8596CF055C67C1A3"));
}

#[test]
fn a_wrong_password_shows_at_the_fourth_step_only() {
    let (mut pace, exchanges) = Example { password: b"000124".to_vec(), ..appendix_g_1() }.pace();
    for (data, _) in &exchanges[..3] {
        pace.step(data).unwrap();
    }
    let wrong = pace.step(&hex!("7C0A85080000000000000000")).map(|step| step.answer);
    assert_eq!(wrong, Err(StatusWord::AuthenticationFailed));
    let after = pace.step(&hex!("7C00")).map(|step| step.answer);
    assert_eq!(after, Err(StatusWord::ConditionsNotSatisfied));
}

#[test]
fn what_is_no_element_is_refused() {
    for example in [appendix_g_1, appendix_g_2, appendix_h_1, appendix_h_2] {
        let good = example().exchanges[1].0.clone();
        let mut spoilt = vec![hex!("7C03810100").to_vec(), good[..60.min(good.len() - 1)].to_vec(), Vec::new()];
        if example().offer.mapping == Mapping::Gm {
            let mut bent = good.clone();
            *bent.last_mut().unwrap() ^= 1;
            spoilt.push(bent);
        }
        for data in spoilt {
            let (mut pace, _) = example().pace();
            pace.step(&hex!("7C00")).unwrap();
            assert_eq!(pace.step(&data).map(|step| step.answer), Err(StatusWord::WrongData), "{data:02X?}");
        }
    }
}

#[test]
fn a_step_out_of_order_ends_the_run() {
    let (mut pace, exchanges) = appendix_g_1().pace();
    assert_eq!(pace.step(&exchanges[1].0).map(|step| step.answer), Err(StatusWord::ConditionsNotSatisfied));
    assert_eq!(pace.step(&hex!("7C00")).map(|step| step.answer), Err(StatusWord::ConditionsNotSatisfied));
}

/// A terminal that sends the chip's own key back would know the session keys without knowing the password.
#[test]
fn the_chips_own_key_is_not_taken_for_the_terminals() {
    let (mut pace, exchanges) = appendix_g_1().pace();
    for (data, _) in &exchanges[..2] {
        pace.step(data).unwrap();
    }
    let own = exchanges[2].1.clone();
    let own = tlv::find_path(&own, &[0x7C, 0x84]).unwrap();
    assert_eq!(pace.step(&dynamic(0x83, own).answer).map(|step| step.answer), Err(StatusWord::WrongData));
}

#[test]
fn the_token_is_not_padded_under_aes() {
    let (pace, _) = appendix_g_1().pace();
    let key = Key::new(Cipher::Aes128, &[0; 16]);
    let object = tlv::write(PUBLIC_KEY, &[tlv::write(0x06, &pace.offer.oid()), tlv::write(0x86, &[4; 65])].concat());
    assert_eq!(pace.token(&key, &[4; 65]), key.mac(&object));
    assert_ne!(pace.token(&key, &[4; 65]), key.mac(&key.pad(&object)));
}
