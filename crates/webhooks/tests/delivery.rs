//! Deliveries to a receiver on the machine itself: what it gets, what it is not sent, and what its answers come to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::thread::JoinHandle;

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use seatwright_domain::webhook::TargetRules;
use seatwright_engine::port::{Courier, Parcel};
use seatwright_webhooks::{Certificate, HttpCourier, secret_signature};
use uuid::Uuid;

const LOCAL: TargetRules = TargetRules { http_on_loopback: true, private_networks: false };

/// A request as the receiver read it.
struct Received {
    head: Vec<String>,
    body: Vec<u8>,
}

impl Received {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.iter().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

/// Takes one request and gives one answer.
fn receiver(answer: &'static str) -> (String, JoinHandle<Received>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/hook?x=1", listener.local_addr().expect("bound"));
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a request");
        let received = read(&stream);
        stream.write_all(answer.as_bytes()).expect("answered");
        received
    });
    (url, thread)
}

fn read(stream: &TcpStream) -> Received {
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line");
        if line.trim().is_empty() {
            break;
        }
        head.push(line.trim().to_owned());
    }
    let mut received = Received { head, body: Vec::new() };
    let length = received.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    received.body = vec![0; length];
    reader.read_exact(&mut received.body).expect("a body");
    received
}

fn parcel(url: &str, ms_header: bool) -> Parcel {
    Parcel {
        id: Uuid::from_u128(7),
        url: url.to_owned(),
        body: br#"{"EventName":"test-created"}"#.to_vec(),
        ms_header,
        secrets: vec![STANDARD.encode(b"the new one"), STANDARD.encode(b"the old one")],
    }
}

fn courier(rules: TargetRules) -> (HttpCourier, Certificate) {
    let certificate = Certificate::make("seatwright.example").expect("a certificate");
    (HttpCourier::new("https://seatwright.example/", rules, certificate.clone()), certificate)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_can_check_both_signatures() {
    let (courier, certificate) = courier(LOCAL);
    assert_eq!(courier.certificate(), Some(certificate.to_der()));
    for (ms_header, name) in [(false, "authorization"), (true, "x-ms-signature")] {
        let (url, thread) = receiver("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n");
        let parcel = parcel(&url, ms_header);
        assert_eq!(courier.carry(&parcel).await, Ok(204));
        let received = thread.join().expect("received");
        assert_eq!(received.head[0], "POST /hook?x=1 HTTP/1.1");
        assert_eq!(received.body, parcel.body);
        assert_eq!(received.header("content-type"), Some("application/json; charset=utf-8"));
        assert_eq!(received.header("x-ms-signature-algorithm"), Some("rsa-sha256"));
        let certificate_url = "https://seatwright.example/webhooks/v1/cert.cer";
        assert_eq!(received.header("x-ms-certificate-url"), Some(certificate_url));

        let signature =
            received.header(name).and_then(|value| value.strip_prefix("Signature ")).expect("signed");
        let signature = STANDARD.decode(signature).expect("base64");
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, certificate.public_key());
        assert!(key.verify(&received.body, &signature).is_ok());

        let id = received.header("webhook-id").expect("an id");
        assert_eq!(id, parcel.id.to_string());
        let seconds =
            received.header("webhook-timestamp").and_then(|text| text.parse().ok()).expect("a time");
        let expected: Vec<String> = parcel
            .secrets
            .iter()
            .filter_map(|secret| secret_signature(secret, id, seconds, &received.body))
            .collect();
        assert_eq!(received.header("webhook-signature"), Some(expected.join(" ").as_str()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_are_answers_and_are_not_followed() {
    let (courier, _) = courier(LOCAL);
    let away = "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n";
    let (url, thread) = receiver(away);
    assert_eq!(courier.carry(&parcel(&url, false)).await, Ok(302));
    thread.join().expect("received");
    let (url, thread) = receiver("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(courier.carry(&parcel(&url, false)).await, Ok(503));
    thread.join().expect("received");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_inside_is_not_written_to_under_any_name() {
    let strict = courier(TargetRules::default()).0;
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("set");
    let port = listener.local_addr().expect("bound").port();
    for url in [
        format!("http://127.0.0.1:{port}/"),
        format!("https://localhost:{port}/"),
        format!("https://127.0.0.1:{port}/"),
        "https://10.0.0.1/".to_owned(),
    ] {
        let refused = strict.carry(&parcel(&url, false)).await;
        assert!(refused.is_err(), "{url}: {refused:?}");
    }
    assert!(listener.accept().is_err(), "nobody connected");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_is_not_there_is_told_as_such() {
    let (courier, _) = courier(LOCAL);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("bound"));
    drop(listener);
    let refused = courier.carry(&parcel(&url, false)).await;
    assert!(refused.is_err(), "{refused:?}");
}

/// The example of `docs/webhooks.md` as it stands there.
fn example() -> String {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/webhooks.md");
    let page = std::fs::read_to_string(page).expect("the page");
    let (_, rest) = page.split_once("```python\n").expect("an example");
    rest.split_once("```").expect("its end").0.to_owned()
}

/// What the example says of a delivery: the last lines hand it what a receiver has.
fn example_says(received: &Received, body: &[u8], secret: &str) -> String {
    let lines = received.head.iter().filter_map(|line| line.split_once(':'));
    let headers: std::collections::BTreeMap<String, &str> =
        lines.map(|(name, value)| (name.to_ascii_lowercase(), value.trim())).collect();
    let asked = format!(
        "{}\nprint(is_genuine({:?}, bytes.fromhex({:?}), {secret:?}))\n",
        example(),
        headers,
        body.iter().map(|byte| format!("{byte:02x}")).collect::<String>(),
    );
    let output = Command::new("python3").args(["-c", &asked]).output().expect("python3 is here");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_of_the_page_believes_a_delivery_and_nothing_else() {
    let (courier, _) = courier(LOCAL);
    let (url, thread) = receiver("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n");
    let parcel = parcel(&url, false);
    assert_eq!(courier.carry(&parcel).await, Ok(204));
    let mut received = thread.join().expect("received");
    let body = received.body.clone();
    // Each of the secrets that hold, as the registration shows them.
    for secret in &parcel.secrets {
        assert_eq!(example_says(&received, &body, &format!("whsec_{secret}")), "True");
    }
    let first = format!("whsec_{}", parcel.secrets[0]);
    let another = format!("whsec_{}", STANDARD.encode(b"a third one"));
    assert_eq!(example_says(&received, &body, &another), "False", "another secret");
    assert_eq!(example_says(&received, br#"{"EventName":"invoice-ready"}"#, &first), "False", "another body");
    for (name, value) in [("webhook-id", "another"), ("webhook-timestamp", "1630486800")] {
        let kept = received.head.clone();
        let of = |line: &str| line.to_ascii_lowercase().starts_with(name);
        received
            .head
            .iter_mut()
            .filter(|line| of(line.as_str()))
            .for_each(|line| *line = format!("{name}: {value}"));
        assert_ne!(received.head, kept);
        assert_eq!(example_says(&received, &body, &first), "False", "another {name}");
        received.head = kept;
    }
}
