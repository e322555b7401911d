//! The commands about who may sign in, run as a user runs them, beside a server that is running and after it has stopped.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

#[path = "crash/server.rs"]
#[expect(dead_code, reason = "the server is that of the crash test, which asks more of it")]
mod server;

use server::Server;

/// Requests after which a change should have been noticed: they take far longer than the second that it may take.
const REQUESTS_MAX: u32 = 100_000;

fn run(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_seatwright"))
        .args(arguments)
        .arg("--data")
        .arg(directory)
        .output()
        .expect("the program starts")
}

/// What a command printed, when it ended well.
fn told(directory: &Path, arguments: &[&str]) -> String {
    let output = run(directory, arguments);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {error}");
    String::from_utf8(output.stdout).expect("text")
}

/// The word behind another one.
fn after<'a>(text: &'a str, word: &str) -> &'a str {
    let mut words = text.split_whitespace().skip_while(|found| *found != word);
    words.nth(1).unwrap_or_else(|| panic!("nothing behind {word} in {text}"))
}

struct Api {
    agent: ureq::Agent,
    address: String,
}

impl Api {
    fn at(address: &str) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        Self { agent: ureq::Agent::new_with_config(config), address: address.to_owned() }
    }

    fn sign_in(&self, name: &str, secret: &str) -> Option<String> {
        let form = [("grant_type", "client_credentials"), ("client_id", name), ("client_secret", secret)];
        let sent =
            self.agent.post(format!("{}/havenwerk.example/oauth2/token", self.address)).send_form(form);
        let mut response = sent.expect("an answer");
        let body = response.body_mut().read_to_string().expect("a body");
        let answer: Value = serde_json::from_str(&body).expect("JSON");
        answer["access_token"].as_str().map(str::to_owned)
    }

    fn status(&self, token: &str) -> u16 {
        let request = self.agent.get(format!("{}/v1/customers", self.address));
        let sent = request.header("Authorization", format!("Bearer {token}")).call();
        sent.expect("an answer").status().as_u16()
    }

    /// Asks until the token does not hold any more.
    fn ends(&self, token: &str) -> bool {
        (0..REQUESTS_MAX).any(|_| self.status(token) == 401)
    }

    fn keys(&self) -> usize {
        let mut response =
            self.agent.get(format!("{}/common/discovery/keys", self.address)).call().expect("an answer");
        let body = response.body_mut().read_to_string().expect("a body");
        let answer: Value = serde_json::from_str(&body).expect("JSON");
        answer["keys"].as_array().expect("a list").len()
    }
}

#[test]
fn identities_are_managed_beside_a_running_server_which_notices() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path();
    let server = Server::start(data);
    let api = Api::at(&server.address);

    let tenant = ["--tenant", "havenwerk.example"];
    let add = ["identity", "add", "application", "robot", "--roles", "admin_agent,global_admin"];
    let made = told(data, &[&add[..], &tenant].concat());
    let (id, secret) = (after(&made, "identity"), after(&made, "secret"));
    let token = api.sign_in("robot", secret).expect("let in");
    assert_eq!(api.status(&token), 200);
    let listed = told(data, &[&["identity", "list"][..], &tenant].concat());
    assert!(listed.contains(id) && listed.contains("robot") && !listed.contains(secret), "{listed}");
    let twice = run(data, &[&add[..], &tenant].concat());
    assert_eq!(twice.status.code(), Some(4), "the name is taken");

    let signed_in = told(data, &[&["session", "list"][..], &tenant].concat());
    assert!(signed_in.lines().any(|line| line.contains("robot")), "{signed_in}");
    told(data, &["session", "revoke", "--identity", "robot"]);
    assert!(api.ends(&token), "the server noticed");

    let second = told(data, &["identity", "secret", "add", "robot", "--description", "second"]);
    let second = after(&second, "secret").to_owned();
    let shown = told(data, &["identity", "show", id]);
    let first_id = after(shown.lines().nth(1).expect("a secret"), "secret").to_owned();
    told(data, &["identity", "secret", "remove", "robot", &first_id]);
    assert!(api.sign_in("robot", secret).is_none());
    let token = api.sign_in("robot", &second).expect("let in");

    told(data, &["identity", "roles", "robot", "helpdesk_agent"]);
    assert!(api.ends(&token), "with other roles");
    let token = api.sign_in("robot", &second).expect("let in");
    told(data, &["identity", "disable", "robot"]);
    assert!(api.sign_in("robot", &second).is_none(), "kept out at once");
    assert!(api.ends(&token));
    told(data, &["identity", "enable", "robot"]);
    let token = api.sign_in("robot", &second).expect("let in");

    // The application of the configuration, by its id.
    let demo = api.sign_in("demo-app", "demo-secret").expect("let in");
    let sessions = told(data, &[&["session", "list"][..], &tenant].concat());
    let line = sessions.lines().find(|line| line.contains("demo-app")).expect("its session");
    told(data, &["identity", "disable", after(line, "identity")]);
    assert!(api.ends(&demo));
    assert!(api.sign_in("demo-app", "demo-secret").is_none());

    assert_eq!(api.keys(), 1);
    told(data, &["keys", "rotate"]);
    assert!((0..REQUESTS_MAX).any(|_| api.keys() == 2), "the new key is published");
    assert_eq!(api.status(&token), 200, "the old one holds on");
    told(data, &["keys", "rotate", "--retire-at-once"]);
    assert!(api.ends(&token));
    assert_eq!(told(data, &["keys", "list"]).lines().count(), 3);

    let process = server.process();
    process.kill();
    server.wait();
    assert!(told(data, &["identity", "list"]).contains("robot"), "of a stopped installation too");
    told(data, &["identity", "remove", "robot"]);
    assert_eq!(run(data, &["identity", "show", "robot"]).status.code(), Some(4));
}
