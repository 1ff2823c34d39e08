//! The pieces that stories stand on, against the real programs: when one of these fails, a story's failure means nothing.

use stories::card::Card;
use stories::hub::Hub;
use stories::pcscd::Pcscd;
use stories::proxy::Proxy;

use super::root;

#[test]
fn a_hub_gives_codes_and_comes_back_after_a_power_cut() {
    let folder = tempfile::tempdir().unwrap();
    let mut hub = Hub::start(&folder.path().join("data"), folder.path());
    let (one, other) = (hub.code("Bệnh viện Hoa Sen"), hub.code("Bệnh viện Hoa Sen"));
    assert_ne!(one, other);
    let before = hub.get("/v1/keys")["keys"].take();
    let proxy = Proxy::start(hub.port);
    hub.start_again();
    proxy.lead_to(hub.port);
    assert_eq!(hub.get("/v1/keys")["keys"], before, "the hub has new keys after a power cut");
    assert!(before.is_array(), "{before}");
}

#[test]
fn a_card_is_laid_and_lifted() {
    let folder = tempfile::tempdir().unwrap();
    let reader = Pcscd::start(folder.path());
    let card = Card::start(reader.vpcd_port(), &folder.path().join("card.sock"), &[], folder.path());
    card.lay(&root().join("fixtures/cards/an.toml"));
    assert!(card.stats().is_object());
    card.lift();
}
