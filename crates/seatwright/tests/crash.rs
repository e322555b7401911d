//! The process is killed under load, again and again, at instants that nobody chose: nothing that was acknowledged may be
//! lost, and the database must follow from its events afterwards.
//!
//! `SEATWRIGHT_KILLS=200 cargo test --release -p seatwright --test crash` kills two hundred times.

mod crash {
    pub(crate) mod client;
    pub(crate) mod load;
    pub(crate) mod server;
}

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crash::client::Client;
use crash::load::{Ledger, Worker};
use crash::server::Server;

/// Connections that work at the same time.
const WORKERS: u32 = 8;

/// How often the process is killed when nobody asks for more.
const KILLS: u32 = 4;

fn kills() -> u32 {
    std::env::var("SEATWRIGHT_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(KILLS)
}

/// A number from 1 to `most` that differs from kill to kill.
fn somewhere(kill: u32, most: u32) -> u32 {
    let mixed = u64::from(kill).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    1 + u32::try_from((mixed >> 33) % u64::from(most)).unwrap_or(0)
}

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let directory = tempfile::tempdir().unwrap();
    let mut ledgers: Vec<Ledger> = (0..WORKERS).map(|_| Ledger::default()).collect();
    let mut acknowledged = 0;
    for kill in 0..kills() {
        let server = Server::start(directory.path());
        let client = Client::sign_in(&server.address);
        for ledger in &mut ledgers {
            ledger.verify(&client, kill);
        }
        // Killed at the n-th answer, while the other connections are in the middle of theirs.
        let victim = server.process();
        let limit = somewhere(kill, 120);
        let answers = Arc::new(AtomicU32::new(0));
        let workers: Vec<_> = ledgers
            .drain(..)
            .zip(0..)
            .map(|(ledger, number)| {
                let (answers, client, victim) = (Arc::clone(&answers), client.clone(), victim);
                std::thread::spawn(move || {
                    let mut worker = Worker::new(ledger, client, number, kill);
                    while worker.step() {
                        if answers.fetch_add(1, Ordering::SeqCst) + 1 == limit {
                            victim.kill();
                        }
                    }
                    worker.into_ledger()
                })
            })
            .collect();
        ledgers = workers.into_iter().map(|worker| worker.join().unwrap()).collect();
        acknowledged += answers.load(Ordering::SeqCst);
        server.wait();
    }
    let server = Server::start(directory.path());
    let client = Client::sign_in(&server.address);
    for ledger in &mut ledgers {
        ledger.verify(&client, u32::MAX);
    }
    server.process().kill();
    server.wait();
    crash::server::replay_is_clean(directory.path());
    println!("{} kills, {acknowledged} acknowledged commands, none lost", kills());
    assert!(acknowledged > 0);
}
