//! How often, how slowly, and what is counted.

use std::time::Duration;

use hub::{Rate, Rates};
use reqwest::{Method, StatusCode};
use sync::{Event, policy::Trouble};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    time::timeout,
};
use wire::{Problem, Refusal};

use super::{
    by_hand::{Device, read},
    house::House,
    server::{Server, client},
};

const ONE: Rates = Rates { device: Rate::per_second(1), address: None };

#[tokio::test]
async fn a_device_that_asks_too_often_is_told_when_to_come_again() {
    let device = Device::enrolled_at(Server::standing(|config| config.with_rates(ONE)).await).await;
    for _ in 0..10 {
        let asked = device.send(device.get("/v1/digest?day=2026-11-21")).await;
        assert_eq!(asked.status(), StatusCode::OK);
    }
    let refused = device.send(device.batch(vec![device.record(1)])).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()["retry-after"], "1");
    assert_eq!(read::<Problem>(refused).await.code, Refusal::TooMany);
    assert_eq!(device.unsigned(Method::GET, "/v1/health").await.status(), StatusCode::OK, "others are served");
    let mut house = House::open(&device.server.url, device.membership.clone(), device.key.clone());
    let key = house.queue(1, 1);
    let until = house.hear(|event| matches!(event, Event::Offline { why: Trouble::Busy, .. })).await;
    assert!(matches!(until, Event::Offline { .. }), "it waits as it was told");
    device.server.ahead(1);
    house.settled(key).await;
    house.close().await;
}

#[tokio::test]
async fn an_address_that_asks_unsigned_has_its_bound_and_so_has_one_that_guesses() {
    let rates = Rates { device: None, address: Rate::per_second(1) };
    let device = Device::enrolled_at(Server::standing(|config| config.with_rates(rates)).await).await;
    let mut last = StatusCode::OK;
    for _ in 0..12 {
        last = device.unsigned(Method::GET, "/v1/health").await.status();
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let guessed = device.unsigned(Method::POST, "/v1/batch").await;
    assert_eq!(guessed.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(guessed.headers().contains_key("retry-after"));
    let signed = device.send(device.batch(vec![device.record(1)])).await;
    assert_eq!(signed.status(), StatusCode::OK, "whoever signs is not held up by others of its address");
}

#[tokio::test]
async fn a_head_that_does_not_come_to_an_end_ends_its_connection() {
    let server = Server::start_with(|config| config.with_patience(Duration::from_millis(50))).await;
    let address = server.url.trim_start_matches("http://").to_owned();
    let mut slow = TcpStream::connect(&address).await.unwrap();
    slow.write_all(b"GET /v1/health HTTP/1.1\r\nx: ").await.unwrap();
    let mut answer = Vec::new();
    let ended = timeout(Duration::from_mins(1), slow.read_to_end(&mut answer)).await;
    assert!(ended.is_ok(), "it was let go");
    let mut many = TcpStream::connect(&address).await.unwrap();
    many.write_all(b"GET /v1/health HTTP/1.1\r\n").await.unwrap();
    many.write_all("a: b\r\n".repeat(100).as_bytes()).await.unwrap();
    many.write_all(b"\r\n").await.unwrap();
    let mut answer = String::new();
    many.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
}

/// As many as the hub works on at once, and one more.
#[tokio::test]
async fn bodies_that_do_not_come_to_an_end_hold_up_nobody() {
    let device = Device::enrolled().await;
    let address = device.server.url.trim_start_matches("http://").to_owned();
    let mut slow = Vec::new();
    for _ in 0..65 {
        let mut one = TcpStream::connect(&address).await.unwrap();
        one.write_all(b"POST /v1/batch HTTP/1.1\r\nhost: hub\r\nexpect: 100-continue\r\ncontent-length: 1000\r\n\r\n")
            .await
            .unwrap();
        // The hub asks for the body once it reads it.
        let mut go_on = [0; 25];
        one.read_exact(&mut go_on).await.unwrap();
        assert!(go_on.starts_with(b"HTTP/1.1 100"));
        slow.push(one);
    }
    let served = timeout(Duration::from_secs(5), device.send(device.batch(vec![device.record(1)]))).await;
    assert_eq!(served.expect("before any of them is given up").status(), StatusCode::OK);
}

#[tokio::test]
async fn a_body_that_does_not_come_to_an_end_is_given_up_and_counts_against_its_address() {
    let rates = Rates { device: None, address: Rate::per_second(1) };
    let patience = Duration::from_millis(50);
    let server = Server::standing(|config| config.with_rates(rates).with_patience(patience)).await;
    let address = server.url.trim_start_matches("http://").to_owned();
    for said in ["503"; 10].into_iter().chain(["429"]) {
        let mut slow = TcpStream::connect(&address).await.unwrap();
        slow.write_all(b"POST /v1/batch HTTP/1.1\r\nhost: hub\r\ncontent-length: 1000\r\n\r\n{").await.unwrap();
        let mut answer = String::new();
        slow.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {said}")), "{answer}");
        assert!(answer.contains("retry-after: "), "{answer}");
    }
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused_on_every_route() {
    let server = Server::start().await;
    let client = client();
    for target in ["/verify", "/v1/batch", "/v1/enrol"] {
        let sent = client.post(format!("{}{target}", server.url)).body(vec![b'a'; (1 << 20) + 1]).send().await;
        assert_eq!(sent.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE, "{target}");
    }
}

#[tokio::test]
async fn what_is_counted_is_told_elsewhere_and_names_no_notice() {
    let dir = tempfile::tempdir().unwrap();
    let metrics = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = format!("http://{}/metrics", metrics.local_addr().unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let hub = hub::Hub::open(&hub::Config::new(dir.path().join("hub"))).await.unwrap().with_metrics(metrics);
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(hub.serve(listener, async { drop(stopped.await) }));
    let client = client();
    let notice = "/v1/notices/00000000-0000-0000-0000-000000000001";
    for target in ["/v1/health", "/v1/health", notice, "/metrics"] {
        client.get(format!("{url}{target}")).send().await.unwrap();
    }
    let text = client.get(at).send().await.unwrap().text().await.unwrap();
    for line in [
        "hub_requests_total{route=\"/v1/health\",method=\"GET\",status=\"200\"} 2",
        "hub_requests_total{route=\"/v1/notices/{notice}\",method=\"GET\",status=\"401\"} 1",
        "hub_requests_total{route=\"none\",method=\"GET\",status=\"404\"} 1",
        "hub_refusals_total{code=\"unsigned\"} 1",
        "hub_request_seconds_count{route=\"/v1/health\"} 2",
    ] {
        assert!(text.lines().any(|told| told == line), "{line}\n{text}");
    }
    assert!(!text.contains("0000-0000"), "{text}");
    drop(stop);
    serving.await.unwrap();
}

/// A connection of its own, on which the hub has answered; none when it was closed.
async fn connection(address: &str) -> Option<TcpStream> {
    let mut one = TcpStream::connect(address).await.unwrap();
    // One that was closed meanwhile refuses what is written, or ends what is read.
    one.write_all(b"GET /v1/about HTTP/1.1\r\nhost: hub\r\n\r\n").await.ok()?;
    let mut begun = [0; 12];
    one.read_exact(&mut begun).await.ok()?;
    assert_eq!(&begun, b"HTTP/1.1 200");
    Some(one)
}

#[tokio::test]
async fn an_address_has_its_bound_of_connections() {
    let server = Server::start_with(|config| config.with_connections_of_one(Some(2))).await;
    let address = server.url.trim_start_matches("http://").to_owned();
    let (first, second) = (connection(&address).await, connection(&address).await);
    assert!(first.is_some() && second.is_some());
    assert!(connection(&address).await.is_none(), "the third is closed");
    drop(first);
    let again = async {
        while connection(&address).await.is_none() {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_mins(1), again).await.expect("a place that was left is another's");
}
