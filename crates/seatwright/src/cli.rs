//! The command line, declared once: help and parsing follow from it.

pub(crate) mod identity;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use seatwright_documents::statement::Language;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::ids::{ChargeId, CustomerId, SubscriptionId};
use seatwright_domain::subscription::SuspensionReason;

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  ran, and found something wrong (faults, differences)
  2  wrong arguments
  3  the configuration is missing or incomplete
  4  any other failure";

const SCENARIO: &str = "\
Examples:
  seatwright scenario bill.txt
  seatwright scenario scenarios/*/*.txt
  seatwright scenario --lines csv bill.txt > lines.csv

A scenario, one statement a line:
  partner billing-day 15 currency EUR country NL
  offer std price 4.00/month kind classic
  2018-06-01  buy s1 std seats 1 billing monthly
  2018-06-10  seats s1 2
  until 2018-08-31
  expect file 2018-06-15
  | s1 | 2018-06-01 | 2018-06-30 | * | 4.00 | 1 | 4.00 |
  end

Without expectations it prints the lines invoice by invoice; with them, what differs. The
whole language is in docs/scenarios.md. Nothing is stored: it runs in memory, on a clock of
its own.

Exit codes:
  0  done, and everything is as expected
  1  an expectation is not met, or a statement was refused
  2  a file is faulty (each fault with line, column and fix), or wrong arguments
  4  a file cannot be read";

/// Subscription commerce for cloud resellers that they run themselves.
#[derive(Parser, Debug)]
#[command(name = "seatwright", version, about, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    /// What to log, as `info` or `warn,seatwright_engine=debug`.
    #[arg(long, global = true, env = "SEATWRIGHT_LOG", value_name = "FILTER")]
    pub(crate) log: Option<String>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Run a demonstration: embedded database, simulated clock, two years of believable history.
    #[command(after_help = "\
Examples:
  seatwright demo
  seatwright demo --listen 127.0.0.1:9000 --fresh
  seatwright demo --data ./my-demo")]
    Demo(Demo),
    /// Run for real: real clock, configured partners and identities.
    #[command(after_help = "\
Examples:
  seatwright serve --print-config > seatwright.toml
  seatwright serve --config seatwright.toml

Refuses to start half-configured, and says what is missing (exit code 3).")]
    Serve(Serve),
    /// Check catalogue and policy files, and name file, line and fix for each fault.
    #[command(after_help = "\
Examples:
  seatwright check data
  seatwright check            # the data that comes with the program

DIR holds `catalogue/*.toml` and `policies/*.toml`.")]
    Check(Check),
    /// Fold every account's events again, and compare with the stored state and the hash chain.
    #[command(after_help = "\
Examples:
  seatwright replay --data ./seatwright-demo")]
    Replay(Replay),
    /// Show the events of a customer, the oldest first.
    #[command(after_help = "\
Examples:
  seatwright events 0199a6c0-… --data ./seatwright-demo
  seatwright events blauwevos.onmicrosoft.com --data ./seatwright-demo --json | tail -n 5")]
    Events(Events),
    /// List invoices, print one as PDF, or write the lines of one as a reconciliation file.
    #[command(after_help = "\
Examples:
  seatwright invoice list havenwerk.example --data ./seatwright-demo
  seatwright invoice pdf G0000000001 --lang nl --out invoice.pdf
  seatwright invoice lines D0000000001 --format csv > lines.csv")]
    Invoice(Invoice),
    /// Say what a change would cost: its lines, every invoice to the end of the term, and what is lost.
    #[command(after_help = "\
Examples:
  seatwright quote --customer blauwevos.onmicrosoft.com seats 0199a6c0-… 12
  seatwright quote --customer blauwevos.onmicrosoft.com upgrade 0199a6c0-… CFQ7TTC0LF8R:0001 4
  seatwright quote --customer blauwevos.onmicrosoft.com --json buy CFQ7TTC0LH18:0001 5 --term P1Y --billing monthly

Nothing is committed for it, except what had fallen due before. A refusal ends with exit code 1.
Quotes that can be redeemed are made by the API.")]
    Quote(Quote),
    /// Show how the amount of a charge was found, by which rule, from which event, and on which invoice it is.
    #[command(after_help = "\
Examples:
  seatwright explain 0199a6c0-… --data ./seatwright-demo
  seatwright explain 0199a6c0-… --language nl
  seatwright explain 0199a6c0-… --json")]
    Explain(Explain),
    /// Derive every charge and invoice again from the events and the rules, and compare to the byte.
    #[command(after_help = "\
Examples:
  seatwright verify --data ./seatwright-demo
  seatwright verify --data /var/lib/seatwright --rules /etc/seatwright/rules

Interrupted (Ctrl-C), it reports what it has looked at so far. Differences end with exit code 1.")]
    Verify(Verify),
    /// Bring a database to this version. Serving does it by itself; this is for doing it beforehand.
    #[command(after_help = "\
Examples:
  seatwright migrate --data /var/lib/seatwright")]
    Migrate(Migrate),
    /// Read a secret from standard input and print the hash that the configuration keeps.
    #[command(after_help = "\
Examples:
  printf %s \"$SECRET\" | seatwright hash-secret")]
    HashSecret,
    /// Make, list, change, disable and remove who may sign in, in the database of a stopped or a running installation.
    #[command(after_help = "\
Examples:
  seatwright identity add application my-app --tenant havenwerk.example --roles admin_agent --data /var/lib/seatwright
  seatwright identity add agent anna@havenwerk.example --tenant havenwerk.example --roles sales_agent
  seatwright identity add application desk --tenant havenwerk.example --public --redirect http://localhost
  seatwright identity list --tenant havenwerk.example
  seatwright identity roles anna@havenwerk.example sales_agent,helpdesk_agent
  seatwright identity secret add my-app --description \"from March\" --expires 2027-03-01T00:00:00Z
  seatwright identity secret remove my-app 0d9c6f0e-…
  seatwright identity disable anna@havenwerk.example

Secrets are printed once and kept as Argon2id hashes. docs/identity.md has the whole of it.")]
    Identity(identity::Identity),
    /// List who is signed in, and end sessions with their tokens.
    #[command(after_help = "\
Examples:
  seatwright session list --tenant havenwerk.example --data /var/lib/seatwright
  seatwright session revoke 5b1f3a52-…
  seatwright session revoke --identity anna@havenwerk.example")]
    Session(identity::Session),
    /// List the keys that tokens are signed with, and make a new one.
    #[command(after_help = "\
Examples:
  seatwright keys list --data /var/lib/seatwright
  seatwright keys rotate --data /var/lib/seatwright
  seatwright keys rotate --retire-at-once     # a key has become known")]
    Keys(identity::Keys),
    /// Measure: single commands, eligibility, and a renewal run, beside the bare cost of the same writes.
    #[command(after_help = "\
Examples:
  seatwright bench
  seatwright bench --accounts 10000 --data /mnt/disk-under-test
  seatwright bench --server http://127.0.0.1:8080 --commands 20000")]
    Bench(Bench),
    /// Play a scenario: what is bought and changed on which day, and what the bill comes to.
    #[command(after_help = SCENARIO)]
    Scenario(Scenario),
}

/// The directory of a database.
#[derive(Args, Debug)]
pub(crate) struct Data {
    /// The directory of the database.
    #[arg(long, value_name = "DIR", default_value = "./seatwright-demo")]
    pub(crate) data: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct Demo {
    /// The address to listen on; port 0 takes a free one and prints it.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    #[command(flatten)]
    pub(crate) data: Data,
    /// Throw away what an earlier demonstration left in the directory, and begin again.
    #[arg(long)]
    pub(crate) fresh: bool,
    /// The seed that the history follows from.
    #[arg(long, value_name = "NUMBER", default_value_t = seatwright_sim::demo::SEED)]
    pub(crate) seed: u64,
    /// Begin with partners and identities only, without customers and history.
    #[arg(long)]
    pub(crate) empty: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Serve {
    /// The configuration file.
    #[arg(long, value_name = "FILE", env = "SEATWRIGHT_CONFIG", default_value = "seatwright.toml")]
    pub(crate) config: PathBuf,
    /// Print a commented configuration file with every setting, and stop.
    #[arg(long)]
    pub(crate) print_config: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Check {
    /// The directory with `catalogue` and `policies`; what comes with the program when absent.
    #[arg(value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Replay {
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Args, Debug)]
pub(crate) struct Events {
    /// The customer: its id or its domain.
    #[arg(value_name = "CUSTOMER")]
    pub(crate) customer: Customer,
    #[command(flatten)]
    pub(crate) data: Data,
    /// Only events after this number.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub(crate) after: u64,
    /// One JSON document a line, whole.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Invoice {
    #[command(subcommand)]
    pub(crate) what: InvoiceWhat,
}

#[derive(Subcommand, Debug)]
pub(crate) enum InvoiceWhat {
    /// The invoices of a payer, oldest first.
    List {
        /// Who pays: a partner or a customer, by id or domain.
        #[arg(value_name = "PAYER")]
        payer: String,
        #[command(flatten)]
        data: Data,
    },
    /// The statement of an invoice as PDF.
    Pdf {
        /// The number of the invoice.
        #[arg(value_name = "NUMBER")]
        number: String,
        /// The language: en, nl, sv or de.
        #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = language)]
        lang: Language,
        /// The file; it is replaced where it is there.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        #[command(flatten)]
        documents: Documents,
    },
    /// The lines of an invoice with the published columns, to the standard output.
    Lines {
        /// The number of the invoice.
        #[arg(value_name = "NUMBER")]
        number: String,
        /// The form.
        #[arg(long, value_enum, value_name = "FORMAT", default_value = "csv")]
        format: FileFormat,
        #[command(flatten)]
        documents: Documents,
    },
}

/// What documents are made from.
#[derive(Args, Debug)]
pub(crate) struct Documents {
    #[command(flatten)]
    pub(crate) data: Data,
    /// The directory with `catalogue`, as in the configuration; what comes with the program when absent.
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
}

/// The form of a file of lines.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum FileFormat {
    /// Comma-separated values.
    Csv,
    /// A list of objects.
    Json,
}

fn language(code: &str) -> Result<Language, String> {
    Language::from_code(code).ok_or_else(|| "not one of en, nl, sv, de".to_owned())
}

#[derive(Args, Debug)]
pub(crate) struct Quote {
    /// The customer: its id or its domain.
    #[arg(long, value_name = "CUSTOMER")]
    pub(crate) customer: Customer,
    /// Who asks: a partner by its domain or id. Without it the operator asks; for purchases the customer's only partner.
    #[arg(long, value_name = "PARTNER")]
    pub(crate) partner: Option<String>,
    #[command(flatten)]
    pub(crate) data: Data,
    /// The directory with `catalogue` and `policies`; what comes with the program when absent.
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    /// The whole quote as one JSON document.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) change: Change,
}

/// What is quoted.
#[derive(Subcommand, Debug)]
pub(crate) enum Change {
    /// All seats of a subscription afterwards.
    Seats {
        /// The subscription.
        subscription: SubscriptionId,
        /// The seats.
        #[arg(value_name = "SEATS")]
        seats: u32,
    },
    /// Upgrade a subscription; with fewer seats than it has, some of them.
    Upgrade {
        /// The subscription.
        subscription: SubscriptionId,
        /// The offer to upgrade to.
        offer: String,
        /// The seats; all when absent.
        #[arg(value_name = "SEATS")]
        seats: Option<u32>,
    },
    /// Cancel a subscription.
    Cancel {
        /// The subscription.
        subscription: SubscriptionId,
    },
    /// Suspend a subscription.
    Suspend {
        /// The subscription.
        subscription: SubscriptionId,
        /// Why.
        #[arg(long, value_enum, default_value_t = Why::CustomerRequest)]
        reason: Why,
    },
    /// Reactivate a suspended subscription.
    Reactivate {
        /// The subscription.
        subscription: SubscriptionId,
    },
    /// Buy an offer.
    Buy {
        /// The offer.
        offer: String,
        /// The seats.
        #[arg(value_name = "SEATS")]
        seats: u32,
        /// The term, as P1Y.
        #[arg(long, value_name = "TERM", value_parser = term)]
        term: Option<Term>,
        /// How often it is charged, as monthly or annual.
        #[arg(long, value_name = "PLAN", value_parser = billing)]
        billing: Option<BillingPlan>,
    },
}

/// Why a subscription is suspended (SUSP-01).
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum Why {
    /// The customer asked for it.
    CustomerRequest,
    /// The customer does not pay.
    NonPayment,
    /// Fraud.
    Fraud,
}

impl From<Why> for SuspensionReason {
    fn from(why: Why) -> Self {
        match why {
            Why::CustomerRequest => SuspensionReason::CustomerRequest,
            Why::NonPayment => SuspensionReason::NonPayment,
            Why::Fraud => SuspensionReason::Fraud,
        }
    }
}

fn term(text: &str) -> Result<Term, String> {
    Term::parse(text).ok_or_else(|| "no term; write P1M, P1Y, P2Y, P3Y or P6Y".to_owned())
}

fn billing(text: &str) -> Result<BillingPlan, String> {
    let plan = BillingPlan::parse(text).filter(|plan| *plan != BillingPlan::None);
    plan.ok_or_else(|| "no billing plan; write monthly, annual, biennial, triennial or one_time".to_owned())
}

#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// The charge.
    #[arg(value_name = "CHARGE")]
    pub(crate) charge: ChargeId,
    #[command(flatten)]
    pub(crate) data: Data,
    /// The directory with `catalogue` and `policies`; what comes with the program when absent.
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    /// The language of the sentences: en, nl, sv or de.
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = ["en", "nl", "sv", "de"])]
    pub(crate) language: String,
    /// The document of the API.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) data: Data,
    /// The directory with `catalogue` and `policies` that the installation runs with; what comes with the program when
    /// absent.
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Migrate {
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Args, Debug)]
pub(crate) struct Bench {
    /// Where to write; a temporary directory below it is made and removed.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) data: PathBuf,
    /// Accounts of the renewal run, each with one subscription.
    #[arg(long, value_name = "NUMBER", default_value_t = 100_000)]
    pub(crate) accounts: u32,
    /// Commands of each kind at each number of connections.
    #[arg(long, value_name = "NUMBER", default_value_t = 2_000)]
    pub(crate) commands: u32,
    /// Lines of the long invoice that is read from end to end.
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000_000)]
    pub(crate) lines: u32,
    /// Ask this running demonstration over HTTP instead, `--commands` times, as http://127.0.0.1:8080.
    #[arg(long, value_name = "URL")]
    pub(crate) server: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Scenario {
    /// The files; `-` reads standard input.
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Print all lines in this form, besides what differs.
    #[arg(long, value_name = "FORM")]
    pub(crate) lines: Option<LineForm>,
}

/// A form of lines.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum LineForm {
    /// Comma-separated, with a header.
    Csv,
    /// A table for each invoice.
    Table,
}

/// A customer by id or domain.
#[derive(Clone, Debug)]
pub(crate) enum Customer {
    /// By id.
    Id(CustomerId),
    /// By domain.
    Domain(String),
}

impl std::str::FromStr for Customer {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(id) = text.parse() {
            return Ok(Self::Id(id));
        }
        if text.contains('.') {
            return Ok(Self::Domain(text.to_ascii_lowercase()));
        }
        Err("neither an id, as 0199a6c0-1111-7222-8333-444455556666, nor a domain, as blauwevos.onmicrosoft.com".into())
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_declared_soundly() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_customer_is_an_id_or_a_domain() {
        assert!(matches!("0199a6c0-1111-7222-8333-444455556666".parse(), Ok(Customer::Id(_))));
        assert!(
            matches!("Blauwevos.onmicrosoft.com".parse(), Ok(Customer::Domain(domain)) if domain.starts_with('b'))
        );
        assert!("blauwevos".parse::<Customer>().is_err());
    }
}
