//! The codes of issuing states and nationalities (Doc 9303-3 clause 5).

/// Finds a code as the list has it: ISO 3166-1 with additions, in capitals; Germany is `D` and nothing else.
pub fn known_state(code: &str) -> Option<&'static str> {
    list().find(|(state, _)| *state == code).map(|(state, _)| state)
}

/// Says whether signers of a country (ISO 3166-1 in two letters, capitals) sign the documents of a state: those of the
/// same country. A territory and the state that it belongs to sign for each other, for they are seen to: passports of
/// Hong Kong are China's by their zone.
///
/// `None` where nobody can say: the state is none, or an organisation, or not known.
pub fn signs_for(country: [u8; 2], state: &str) -> Option<bool> {
    let (_, own) = list().find(|(known, _)| *known == state).filter(|(_, own)| !own.is_empty())?;
    Some(std::str::from_utf8(&country).is_ok_and(|country| sovereign(country) == sovereign(own)))
}

fn list() -> impl Iterator<Item = (&'static str, &'static str)> {
    STATES.split_ascii_whitespace().map(|entry| entry.split_once(':').unwrap_or((entry, "")))
}

/// The country that a territory belongs to, in two letters; of any other country itself.
fn sovereign(country: &str) -> &str {
    let belongs = |(_, territories): &&(&str, &str)| territories.split(' ').any(|territory| territory == country);
    TERRITORIES.iter().find(belongs).map_or(country, |(sovereign, _)| sovereign)
}

/// ISO 3166-1 in three letters and in two, then what Doc 9303 adds. `D` stands for `DEU`.
const STATES: &str = "\
    ABW:AW AFG:AF AGO:AO AIA:AI ALA:AX ALB:AL AND:AD ARE:AE ARG:AR ARM:AM ASM:AS ATA:AQ ATF:TF ATG:AG AUS:AU \
    AUT:AT AZE:AZ BDI:BI BEL:BE BEN:BJ BES:BQ BFA:BF BGD:BD BGR:BG BHR:BH BHS:BS BIH:BA BLM:BL BLR:BY BLZ:BZ \
    BMU:BM BOL:BO BRA:BR BRB:BB BRN:BN BTN:BT BVT:BV BWA:BW CAF:CF CAN:CA CCK:CC CHE:CH CHL:CL CHN:CN CIV:CI \
    CMR:CM COD:CD COG:CG COK:CK COL:CO COM:KM CPV:CV CRI:CR CUB:CU CUW:CW CXR:CX CYM:KY CYP:CY CZE:CZ D:DE \
    DJI:DJ DMA:DM DNK:DK DOM:DO DZA:DZ ECU:EC EGY:EG ERI:ER ESH:EH ESP:ES EST:EE ETH:ET FIN:FI FJI:FJ FLK:FK \
    FRA:FR FRO:FO FSM:FM GAB:GA GBR:GB GEO:GE GGY:GG GHA:GH GIB:GI GIN:GN GLP:GP GMB:GM GNB:GW GNQ:GQ GRC:GR \
    GRD:GD GRL:GL GTM:GT GUF:GF GUM:GU GUY:GY HKG:HK HMD:HM HND:HN HRV:HR HTI:HT HUN:HU IDN:ID IMN:IM IND:IN \
    IOT:IO IRL:IE IRN:IR IRQ:IQ ISL:IS ISR:IL ITA:IT JAM:JM JEY:JE JOR:JO JPN:JP KAZ:KZ KEN:KE KGZ:KG KHM:KH \
    KIR:KI KNA:KN KOR:KR KWT:KW LAO:LA LBN:LB LBR:LR LBY:LY LCA:LC LIE:LI LKA:LK LSO:LS LTU:LT LUX:LU LVA:LV \
    MAC:MO MAF:MF MAR:MA MCO:MC MDA:MD MDG:MG MDV:MV MEX:MX MHL:MH MKD:MK MLI:ML MLT:MT MMR:MM MNE:ME MNG:MN \
    MNP:MP MOZ:MZ MRT:MR MSR:MS MTQ:MQ MUS:MU MWI:MW MYS:MY MYT:YT NAM:NA NCL:NC NER:NE NFK:NF NGA:NG NIC:NI \
    NIU:NU NLD:NL NOR:NO NPL:NP NRU:NR NZL:NZ OMN:OM PAK:PK PAN:PA PCN:PN PER:PE PHL:PH PLW:PW PNG:PG POL:PL \
    PRI:PR PRK:KP PRT:PT PRY:PY PSE:PS PYF:PF QAT:QA REU:RE ROU:RO RUS:RU RWA:RW SAU:SA SDN:SD SEN:SN SGP:SG \
    SGS:GS SHN:SH SJM:SJ SLB:SB SLE:SL SLV:SV SMR:SM SOM:SO SPM:PM SRB:RS SSD:SS STP:ST SUR:SR SVK:SK SVN:SI \
    SWE:SE SWZ:SZ SXM:SX SYC:SC SYR:SY TCA:TC TCD:TD TGO:TG THA:TH TJK:TJ TKL:TK TKM:TM TLS:TL TON:TO TTO:TT \
    TUN:TN TUR:TR TUV:TV TWN:TW TZA:TZ UGA:UG UKR:UA UMI:UM URY:UY USA:US UZB:UZ VAT:VA VCT:VC VEN:VE VGB:VG \
    VIR:VI VNM:VN VUT:VU WLF:WF WSM:WS YEM:YE ZAF:ZA ZMB:ZM ZWE:ZW \
    GBD:GB GBN:GB GBO:GB GBP:GB GBS:GB EUE RKS UNA UNK UNO XAA XBA XCC XCE XCO XEC XIM XMP XOM XPO XXA XXB XXC \
    XXX UTO";

/// Territories that have codes of their own.
const TERRITORIES: [(&str, &str); 10] = [
    ("AU", "CC CX HM NF"),
    ("CN", "HK MO"),
    ("DK", "FO GL"),
    ("FI", "AX"),
    ("FR", "BL GF GP MF MQ NC PF PM RE TF WF YT"),
    ("GB", "AI BM FK GG GI GS IM IO JE KY MS PN SH TC VG"),
    ("NL", "AW BQ CW SX"),
    ("NO", "BV SJ"),
    ("NZ", "CK NU TK"),
    ("US", "AS GU MP PR UM VI"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_has_signers_of_its_own() {
        let cases = [
            ("VN", "VNM", Some(true)),
            ("TH", "VNM", Some(false)),
            ("KS", "VNM", Some(false)),
            ("DE", "D", Some(true)),
            ("DK", "D", Some(false)),
            ("AT", "AUT", Some(true)),
            ("AU", "AUT", Some(false)),
            ("HK", "CHN", Some(true)),
            ("CN", "MAC", Some(true)),
            ("TW", "CHN", Some(false)),
            ("CN", "TWN", Some(false)),
            ("GB", "GBD", Some(true)),
            ("BM", "GBR", Some(true)),
            ("FR", "GBO", Some(false)),
            ("VN", "UNO", None),
            ("UN", "UNO", None),
            ("EU", "EUE", None),
            ("VN", "XXA", None),
            ("KS", "RKS", None),
            ("UT", "UTO", None),
            ("DE", "DEU", None),
            ("VN", "VN", None),
            ("VN", "vnm", None),
            ("VN", "", None),
        ];
        for (country, state, expected) in cases {
            let country = country.as_bytes().try_into().unwrap();
            assert_eq!(signs_for(country, state), expected, "{state}");
        }
        assert_eq!(signs_for([0xFF; 2], "VNM"), Some(false));
    }

    #[test]
    fn no_code_stands_twice() {
        let mut states: Vec<_> = list().map(|(state, _)| state).collect();
        let mut countries: Vec<_> = list().filter(|(state, own)| !own.is_empty() && !state.starts_with("GB")).collect();
        countries.sort_unstable_by_key(|(_, own)| *own);
        countries.dedup_by_key(|(_, own)| *own);
        assert_eq!(countries.len(), 248);
        assert!(countries.iter().all(|(_, own)| own.len() == 2));
        states.sort_unstable();
        states.dedup();
        assert_eq!(states.len(), 249 + 25);
        let mut territories: Vec<_> = TERRITORIES.iter().flat_map(|(_, of)| of.split(' ')).collect();
        assert!(territories.iter().all(|territory| list().any(|(_, own)| own == *territory)));
        assert!(TERRITORIES.iter().all(|(sovereign, _)| list().any(|(_, own)| own == *sovereign)));
        territories.sort_unstable();
        let all = territories.len();
        territories.dedup();
        assert_eq!(territories.len(), all);
    }
}
