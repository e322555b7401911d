//! `cargo run --release -p seatwright-oracle -- --histories N --seed S`

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use clap::Parser;
use seatwright_oracle::fault::Fault;
use seatwright_oracle::history::{History, Tally};
use seatwright_oracle::shrink::shrink;

/// Proves the billing over random histories of years; stops at the first one that fails, and cuts it short.
#[derive(Parser)]
struct Arguments {
    /// How many histories.
    #[arg(long, default_value_t = 1_000)]
    histories: u64,
    /// The seed that they follow from; by default another one each time. It is printed.
    #[arg(long)]
    seed: Option<u64>,
    /// The number of the first history: with `--histories 1` exactly one is lived again.
    #[arg(long, default_value_t = 0)]
    first: u64,
    /// Threads; by default one for each core.
    #[arg(long)]
    threads: Option<usize>,
    /// Goes on after failures and tells the first fault of each kind in a line.
    #[arg(long)]
    survey: bool,
    /// Lets some of the moves be migrations to new commerce.
    #[arg(long)]
    migrating: bool,
    /// Tells how many lines there were of each type, by the event that brought them.
    #[arg(long)]
    kinds: bool,
}

/// What the threads share.
struct Shared {
    make: fn(u64, u64) -> History,
    next: AtomicU64,
    done: AtomicU64,
    stop: AtomicBool,
    tally: Mutex<Tally>,
    failed: Mutex<Vec<(u64, Fault)>>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let seed = arguments
        .seed
        .unwrap_or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| since.as_secs()));
    println!("seed {seed}, {} histories", arguments.histories);
    let began = Instant::now();
    let shared = Shared {
        make: if arguments.migrating { History::migrating } else { History::random },
        next: AtomicU64::new(arguments.first),
        done: AtomicU64::new(0),
        stop: AtomicBool::new(false),
        tally: Mutex::default(),
        failed: Mutex::default(),
    };
    let end = arguments.first.saturating_add(arguments.histories);
    let threads = arguments
        .threads
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| work(&shared, seed, end, arguments.survey));
        }
        scope.spawn(|| progress(&shared, arguments.histories));
    });
    let tally = std::mem::take(&mut *shared.tally.lock().unwrap_or_else(PoisonError::into_inner));
    println!(
        "{} histories, {} commands tried, {} accepted, {} events, {} lines, {} days of subscriptions in {} s",
        tally.histories,
        tally.tried,
        tally.accepted,
        tally.events,
        tally.lines,
        tally.days,
        began.elapsed().as_secs(),
    );
    for ((event, kind), count) in tally.kinds.iter().filter(|_| arguments.kinds) {
        println!("{count:>10} {event}: {kind}");
    }
    let mut failed = std::mem::take(&mut *shared.failed.lock().unwrap_or_else(PoisonError::into_inner));
    failed.sort_by_key(|(number, _)| *number);
    let Some((number, fault)) = failed.first().cloned() else { return ExitCode::SUCCESS };
    if arguments.survey {
        for (number, fault) in &failed {
            println!("{number}: {}", fault.to_string().lines().next().unwrap_or_default());
        }
        println!("{} of {} failed", failed.len(), arguments.histories);
    }
    tell(&arguments, &(shared.make)(seed, number), seed, number, fault);
    ExitCode::FAILURE
}

/// The failing history, cut short.
fn tell(arguments: &Arguments, history: &History, seed: u64, number: u64, fault: Fault) {
    println!("\nhistory {number} of seed {seed} fails: {fault}\ncutting it short ...");
    let (short, fault) = shrink(history.clone(), fault, |history| attempt(history).err());
    println!("\n{} moves are left:\n", short.moves.len());
    for line in short.told() {
        println!("{line}");
    }
    println!("\nfault: {fault}");
    let also = if arguments.migrating { "--migrating " } else { "" };
    println!("\nagain: {also}--seed {seed} --first {number} --histories 1");
}

/// Checks one; a panic is a fault like any other.
fn attempt(history: &History) -> Result<Tally, Fault> {
    let outcome = std::panic::catch_unwind(|| history.check());
    outcome.unwrap_or_else(|_| Err(Fault::of("a panic")))
}

fn work(shared: &Shared, seed: u64, end: u64, survey: bool) {
    while !shared.stop.load(Ordering::Relaxed) {
        let number = shared.next.fetch_add(1, Ordering::Relaxed);
        if number >= end {
            return;
        }
        match attempt(&(shared.make)(seed, number)) {
            Ok(tally) => {
                let mut sum = shared.tally.lock().unwrap_or_else(PoisonError::into_inner);
                *sum = std::mem::take(&mut *sum).plus(tally);
            }
            Err(fault) => {
                shared.failed.lock().unwrap_or_else(PoisonError::into_inner).push((number, fault));
                if !survey {
                    shared.stop.store(true, Ordering::Relaxed);
                }
            }
        }
        shared.done.fetch_add(1, Ordering::Relaxed);
    }
}

/// Tells how far it is: often where somebody looks, seldom in a log.
fn progress(shared: &Shared, all: u64) {
    let somebody_looks = std::io::stderr().is_terminal();
    let mut told = 0;
    loop {
        std::thread::sleep(std::time::Duration::from_millis(200));
        let done = shared.done.load(Ordering::Relaxed);
        let over = done >= all || shared.stop.load(Ordering::Relaxed);
        if somebody_looks {
            eprint!("\r{done} of {all}");
            let _ = std::io::stderr().flush();
        } else if done >= told + (all / 10).max(1) {
            told = done;
            eprintln!("{done} of {all}");
        }
        if over {
            if somebody_looks {
                eprintln!();
            }
            return;
        }
    }
}
