//! The benchmark by itself: `cargo run --release -p seatwright-sim --example bench -- DIR ACCOUNTS COMMANDS`.

use seatwright_sim::bench::{Options, run};

#[tokio::main(flavor = "multi_thread")]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let directory = arguments.next().unwrap_or_else(|| ".".to_owned()).into();
    let mut number = |default: u32| arguments.next().map_or(Ok(default), |text| text.parse());
    let options = Options { directory, accounts: number(100_000)?, commands: number(2_000)? };
    let report = run(options, &|stage| eprintln!("{stage}")).await?;
    println!("{report}");
    Ok(())
}
