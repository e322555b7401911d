//! What was measured, and how it is shown.

use std::fmt;
use std::time::Duration;

use seatwright_domain::ids::OfferId;

use super::spread::{Spread, hundredths, per_second};

/// Everything that was measured.
#[derive(Clone, Debug)]
pub struct Report {
    /// The accounts of the database.
    pub accounts: u32,
    /// How often the engine and the bare writes took turns.
    pub rounds: u32,
    /// Single commands.
    pub commands: Vec<Commands>,
    /// Eligibility.
    pub eligibility: Vec<Eligibility>,
    /// Quotes.
    pub quotes: Vec<super::Quotes>,
    /// The renewal run.
    pub run: Run,
    /// Billing.
    pub billing: Billing,
}

/// A year of billing, and a long invoice.
#[derive(Clone, Debug)]
pub struct Billing {
    /// The months, in their order.
    pub months: Vec<Month>,
    /// The long invoice.
    pub stream: Stream,
}

/// A month: everything renews on its first day, and its invoice is cut after the eighth.
#[derive(Clone, Copy, Debug)]
pub struct Month {
    /// The renewal run.
    pub renewal: Duration,
    /// The billing run.
    pub billing: Duration,
    /// The events of the renewal run.
    pub events: u64,
    /// The lines of the invoice.
    pub lines: u64,
}

/// An invoice that is issued, and read from end to end in pages.
#[derive(Clone, Copy, Debug)]
pub struct Stream {
    /// Its lines.
    pub lines: u64,
    /// The billing run with the renewals before it.
    pub issuing: Duration,
    /// Reading all lines.
    pub reading: Duration,
    /// How much memory reading needed beyond what the process had, in bytes, where the system tells.
    pub grown: Option<u64>,
    /// The peak of the process while reading, in bytes.
    pub peak: Option<u64>,
}

/// Commands of one kind at one number of connections.
#[derive(Clone, Debug)]
pub struct Commands {
    /// What was done.
    pub what: &'static str,
    /// How many clients did it at once, each waiting for its answer.
    pub connections: u32,
    /// The commands of all rounds.
    pub commands: u64,
    /// The rows of all rounds.
    pub rows: u64,
    /// The bytes of the values of these rows.
    pub bytes: u64,
    /// The round in the middle.
    pub round: Round,
}

/// A round of commands.
#[derive(Clone, Debug)]
pub struct Round {
    /// The commands.
    pub commands: u64,
    /// The rows that they wrote.
    pub rows: u64,
    /// The bytes of the values of these rows.
    pub bytes: u64,
    /// How long the engine took for all of them.
    pub engine: Duration,
    /// How long a client waited for one.
    pub latency: Spread,
    /// The bare writes, with as many commits to a transaction as there are connections: those that can wait at once.
    pub grouped: Duration,
    /// The bare writes in transactions of hundreds of commits.
    pub bulk: Duration,
}

/// Eligibility of one kind.
#[derive(Clone, Debug)]
pub struct Eligibility {
    /// What was asked.
    pub what: &'static str,
    /// The subscriptions of the account.
    pub subscriptions: usize,
    /// The offer of the one that was asked about.
    pub offer: OfferId,
    /// How many targets there were.
    pub targets: usize,
    /// The time of a processor for one call with all targets.
    pub time: Spread,
}

/// The renewal run.
#[derive(Clone, Debug)]
pub struct Run {
    /// The accounts that something was done for.
    pub accounts: u64,
    /// What happened.
    pub events: u64,
    /// The rows that were written.
    pub rows: u64,
    /// The bytes of the values of these rows.
    pub bytes: u64,
    /// The round in the middle.
    pub round: RunRound,
    /// All rounds, in their order.
    pub rounds: Vec<RunRound>,
}

/// A renewal run and the same writes bare, one after the other.
#[derive(Clone, Copy, Debug)]
pub struct RunRound {
    /// The engine's run.
    pub engine: Duration,
    /// The bare writes, in transactions as large as the run's.
    pub bare: Duration,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { accounts, rounds, commands, eligibility, quotes, run, billing } = self;
        writeln!(
            f,
            "On a database of {accounts} accounts; the middle one of {rounds} rounds; every answer on the disk."
        )?;
        writeln!(f)?;
        writeln!(
            f,
            "{:<36} {:>5} {:>9} {:>9} {:>9} {:>11} {:>7} {:>11} {:>7}",
            "commands", "conn.", "per s", "p50", "p99", "bare per s", "times", "bulk per s", "times"
        )?;
        for line in commands {
            writeln!(f, "{line}")?;
        }
        writeln!(f)?;
        writeln!(
            f,
            "{:<36} {:>7} {:>9} {:>9}",
            "eligibility (processor time)", "targets", "median", "worst"
        )?;
        for line in eligibility {
            writeln!(f, "{line}")?;
        }
        writeln!(f)?;
        writeln!(f, "{:<36} {:>7} {:>9} {:>9}", "quotes of one client", "lines", "p50", "p99")?;
        for line in quotes {
            writeln!(f, "{line}")?;
        }
        writeln!(f)?;
        writeln!(f, "{run}")?;
        writeln!(f)?;
        write!(f, "{billing}")
    }
}

impl fmt::Display for Billing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<10} {:>9} {:>9} {:>9} {:>9}", "billing", "events", "renewal", "lines", "billing")?;
        for (number, month) in (1..).zip(&self.months) {
            let Month { renewal, billing, events, lines } = *month;
            let name = format!("month {number}");
            writeln!(f, "{name:<10} {events:>9} {:>9} {lines:>9} {:>9}", short(renewal), short(billing))?;
        }
        if let (Some(first), Some(last)) = (self.months.first(), self.months.last()) {
            writeln!(
                f,
                "  the last month against the first: renewal {} times, billing {} times, both {} times",
                times(last.renewal, first.renewal),
                times(last.billing, first.billing),
                times(last.renewal + last.billing, first.renewal + first.billing),
            )?;
        }
        let Stream { lines, issuing, reading, grown, peak } = self.stream;
        let memory = |bytes: Option<u64>| match bytes {
            Some(bytes) => format!("{} MB", bytes / 1_000_000),
            None => "unknown".to_owned(),
        };
        write!(
            f,
            "an invoice of {lines} lines: issued in {}, read in {} ({} lines per s); memory grew by {}, peak {}",
            short(issuing),
            short(reading),
            per_second(lines, reading),
            memory(grown),
            memory(peak),
        )
    }
}

impl fmt::Display for Commands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Round { commands, engine, latency, grouped, bulk, .. } = &self.round;
        write!(
            f,
            "{:<36} {:>5} {:>9} {:>9} {:>9} {:>11} {:>7} {:>11} {:>7}",
            self.what,
            self.connections,
            per_second(*commands, *engine),
            short(latency.median),
            short(latency.p99),
            per_second(*commands, *grouped),
            times(*engine, *grouped),
            per_second(*commands, *bulk),
            times(*engine, *bulk),
        )
    }
}

impl fmt::Display for Eligibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Spread { median, p99 } = self.time;
        let what = format!("{}, one of {}", self.what, self.subscriptions);
        write!(f, "{what:<36} {:>7} {:>9} {:>9}", self.targets, short(median), short(p99))
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RunRound { engine, bare } = self.round;
        writeln!(
            f,
            "renewal run: {} accounts, {} events, {} rows, {} bytes",
            self.accounts, self.events, self.rows, self.bytes
        )?;
        writeln!(
            f,
            "  engine {} ({} accounts per s), bare {} ({} per s): {} times",
            short(engine),
            per_second(self.accounts, engine),
            short(bare),
            per_second(self.accounts, bare),
            times(engine, bare),
        )?;
        write!(f, "  all rounds:")?;
        for round in &self.rounds {
            write!(
                f,
                " {} / {} = {};",
                short(round.engine),
                short(round.bare),
                times(round.engine, round.bare)
            )?;
        }
        Ok(())
    }
}

/// How many times as long.
fn times(time: Duration, than: Duration) -> String {
    let ratio = hundredths(time, than);
    format!("{}.{:02}", ratio / 100, ratio % 100)
}

/// A time with three figures or so.
pub(super) fn short(time: Duration) -> String {
    match time.as_micros() {
        0..=99 => format!("{}.{:01} µs", time.as_micros(), time.as_nanos() % 1_000 / 100),
        micros @ 100..=9_999 => format!("{micros} µs"),
        micros @ 10_000..=9_999_999 => format!("{} ms", micros / 1_000),
        micros => format!("{}.{:01} s", micros / 1_000_000, micros % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shown_in_the_unit_that_suits_them() {
        let shown = [1_250, 99_900, 250_000, 12_000_000, 61_400_000_000].map(Duration::from_nanos).map(short);
        assert_eq!(shown, ["1.2 µs", "99.9 µs", "250 µs", "12 ms", "61.4 s"]);
        assert_eq!(times(Duration::from_millis(31), Duration::from_millis(10)), "3.10");
    }
}
