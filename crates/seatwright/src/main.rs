//! The program: reads the command line, runs one command, and turns its outcome into an exit code.

mod cli;
mod commands;
mod config;
mod open;
mod progress;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};

/// How a command ended, beside errors.
pub(crate) enum Outcome {
    /// As it should.
    Done,
    /// It ran, and found something that is wrong: faults, differences.
    Findings,
    /// What it was given to read is faulty.
    Faults,
}

/// Exit code when something was found that is wrong.
const FINDINGS: u8 = 1;
/// Exit code when the text of a scenario is faulty, as for wrong arguments.
const FAULTS: u8 = 2;
/// Exit code when the configuration is missing or incomplete. (2 is what wrong arguments end with.)
const CONFIGURATION: u8 = 3;
/// Exit code for every other failure.
const FAILURE: u8 = 4;

fn main() -> ExitCode {
    let cli = Cli::parse();
    start_log(cli.log.as_deref());
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("seatwright: the runtime does not start: {error}");
            return ExitCode::from(FAILURE);
        }
    };
    let outcome = runtime.block_on(async {
        match cli.command {
            Command::Demo(arguments) => commands::demo::run(arguments).await,
            Command::Serve(arguments) => commands::serve::run(arguments).await,
            Command::Check(arguments) => commands::check::run(&arguments),
            Command::Replay(arguments) => commands::replay::run(arguments).await,
            Command::Events(arguments) => commands::events::run(arguments).await,
            Command::Invoice(arguments) => commands::invoice::run(arguments).await,
            Command::Quote(arguments) => commands::quote::run(arguments).await,
            Command::Explain(arguments) => commands::explain::run(arguments).await,
            Command::Verify(arguments) => commands::verify::run(arguments).await,
            Command::Migrate(arguments) => commands::migrate::run(arguments).await,
            Command::HashSecret => commands::hash_secret::run(),
            Command::Identity(arguments) => commands::identity::run(arguments).await,
            Command::Session(arguments) => commands::session::run(arguments).await,
            Command::Keys(arguments) => commands::keys::run(arguments).await,
            Command::Bench(arguments) => commands::bench::run(arguments).await,
            Command::Scenario(arguments) => commands::scenario::run(&arguments),
        }
    });
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(FINDINGS),
        Ok(Outcome::Faults) => ExitCode::from(FAULTS),
        Err(error) => {
            eprintln!("seatwright: {error:#}");
            let code =
                if error.downcast_ref::<config::Incomplete>().is_some() { CONFIGURATION } else { FAILURE };
            ExitCode::from(code)
        }
    }
}

fn start_log(filter: Option<&str>) {
    use std::io::IsTerminal;
    use tracing_subscriber::EnvFilter;

    let filter = EnvFilter::try_new(filter.unwrap_or("warn")).unwrap_or_else(|_| EnvFilter::new("warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        builder.init();
    } else {
        builder.json().init();
    }
}
