//! The bodies over the committed corpus and over what grows out of it.

use std::fs;

use card_sim::{Card, FileId, Profile};

use crate::{bodies, dice::Dice, memory, root};

/// Memory that a body may hold at once: so much, and so much for each byte it is given.
const ROOM: usize = 1 << 20;
const ROOM_A_BYTE: usize = 64;
/// Inputs that grow out of each seed.
const GROWN: usize = 60;

/// The committed inputs of a target, by their names.
fn committed(target: &str) -> Vec<Vec<u8>> {
    let folder = root().join("fuzz/corpus").join(target);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

fn run(name: &str, body: bodies::Body, input: &[u8]) {
    let peak = memory::peak(|| body(input));
    assert!(peak <= ROOM + ROOM_A_BYTE * input.len(), "{name} held {peak} bytes for {} bytes", input.len());
}

#[test]
fn the_corpus_and_what_grows_out_of_it() {
    for (index, (name, body)) in (0_u64..).zip(bodies::ALL) {
        let seeds = committed(name);
        assert!(!seeds.is_empty(), "{name}");
        let mut dice = Dice::new(index + 1);
        for seed in &seeds {
            run(name, body, seed);
            for _ in 0..GROWN {
                let mut grown = seed.clone();
                dice.damage(&mut grown);
                run(name, body, &grown);
            }
        }
        for _ in 0..GROWN {
            run(name, body, &dice.noise(400));
        }
    }
}

/// Objects in objects, each promising all that is left: a parser that goes into each of them must not go too deep.
#[test]
fn nesting_without_end() {
    for (name, body) in bodies::ALL {
        for tag in [0x30_u8, 0x31, 0x24, 0xA0, 0x6D, 0x77, 0x7F] {
            for length in [&[0x80][..], &[0x82, 0xFF, 0xFF], &[0x84, 0xFF, 0xFF, 0xFF, 0xFF]] {
                let input: Vec<u8> = [&[tag], length].concat().into_iter().cycle().take(60_000).collect();
                run(name, body, &input);
            }
        }
    }
}

/// Writes the corpus anew out of the cards in `fixtures/cards`: `cargo test -p emrtd --test hostile -- --ignored`.
#[test]
#[ignore = "writes into the repository"]
fn make_the_corpus() {
    let put = |target: &str, name: &str, bytes: &[u8]| {
        let folder = root().join("fuzz/corpus").join(target);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), bytes).unwrap();
    };
    let cards = [
        "an",
        "passport-cam",
        "passport-one-name",
        "passport-ber",
        "passport-dh-gm",
        "passport-aa-rsa",
        "passport-vietnam",
    ];
    for name in cards {
        let mut profile = Profile::load(&root().join(format!("fixtures/cards/{name}.toml"))).unwrap();
        profile.face = profile.face.map(|face| face[..200].to_vec());
        let card = Card::new(&profile, [9; 32]).unwrap();
        for file in FileId::ALL {
            let Some(bytes) = card.file(file) else { continue };
            let seed = format!("{name}-{file:?}").to_lowercase();
            let target = match file {
                FileId::CardAccess | FileId::CardSecurity | FileId::Dg14 => "security_infos",
                FileId::Sod => "security_object",
                FileId::Dg15 => "keys",
                _ => "files",
            };
            put(target, &seed, bytes);
            let beside = matches!(file, FileId::CardAccess | FileId::CardSecurity);
            let place = file.short() | if beside { 0 } else { 0x80 };
            put("trace", &seed, &[&[place], bytes].concat());
        }
    }
    for path in
        ["csca.der", "ds.der", "rsa/csca.der", "brainpool512-explicit/csca.der", "revoked/csca.crl", "list/luutru.ml"]
    {
        let bytes = fs::read(root().join("fixtures/pki").join(path)).unwrap();
        put("certificates", &path.replace('/', "-"), &bytes[..bytes.len().min(6000)]);
    }
    put("tlv", "nested", &[0x30, 0x08, 0x30, 0x06, 0x04, 0x04, 0x7F, 0x49, 0x01, 0x00]);
    put("tlv", "indefinite", &[0x30, 0x80, 0x24, 0x80, 0x04, 0x01, 0xAA, 0x00, 0x00, 0x00, 0x00]);
    put(
        "apdu",
        "answer",
        &[0x87, 0x09, 0x01, 1, 2, 3, 4, 5, 6, 7, 8, 0x99, 2, 0x90, 0, 0x8E, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0x90, 0x00],
    );
    put("apdu", "command", &[0x00, 0xA4, 0x02, 0x0C, 0x02, 0x01, 0x1C]);
    put("apdu", "extended", &[0x00, 0xB0, 0x81, 0x00, 0x00, 0x00, 0x00]);
    put("answer_to_reset", "extended", &[0x3B, 0x88, 0x80, 0x01, 0x00, 0x73, 0xC8, 0x40, 0x53, 0x00, 0x90, 0x00, 0x22]);
    put(
        "answer_to_reset",
        "contact",
        &[0x3B, 0xF8, 0x13, 0, 0, 0x81, 0x31, 0xFE, 0x45, 0, 0x73, 0xC8, 0x40, 0x40, 0, 0x90, 0, 0],
    );
    put(
        "trace",
        "text",
        b"luutru-trace 1\natr 3B88\nreader-max 256\n> 00B09C0000\n< <3 bytes>9000 ~12\nnote resumed\nend ok\n",
    );
    let answer = |bytes: &[u8]| [&[u8::try_from(bytes.len()).unwrap()], bytes].concat();
    let access = [0x31, 0x14, 0x30, 0x12, 6, 10, 4, 0, 0x7F, 0, 7, 2, 2, 4, 2, 2, 2, 1, 2, 2, 1, 13, 0x90, 0];
    let nonce = [&[0x7C, 0x12, 0x80, 0x10][..], &[0x95; 16], &[0x90, 0]].concat();
    put("conversation", "pace", &[answer(&access), answer(&[0x90, 0]), answer(&nonce)].concat());
    let bac = [&[0x6A, 0x82][..]; 4].map(answer).concat();
    put("conversation", "bac", &[bac, answer(&[0x90, 0]), answer(&[1, 2, 3, 4, 5, 6, 7, 8, 0x90, 0])].concat());
}
