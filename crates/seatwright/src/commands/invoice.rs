//! `invoice`: a payer's invoices, and the documents of one, without a running server.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use seatwright_documents::statement::{Language, render};
use seatwright_documents::{BILLER_SETTING, Biller, Format, InvoiceFile, Source, statement};
use seatwright_domain::billing::invoice::BillTo;
use seatwright_domain::catalogue::Catalogue;
use seatwright_domain::partner::Partners;
use seatwright_store::{InvoiceQuery, SqliteStore, Store, StoredInvoice};

use crate::cli::{Documents, FileFormat, Invoice, InvoiceWhat};
use crate::{Outcome, open};

/// What documents are made from.
#[derive(Clone)]
struct Files {
    store: Arc<SqliteStore>,
    catalogue: Arc<Catalogue>,
    partners: Arc<Partners>,
}

impl Source for Files {
    fn store(&self) -> &dyn Store {
        &*self.store
    }
    fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }
    fn partners(&self) -> &Partners {
        &self.partners
    }
}

impl Files {
    async fn open(documents: &Documents) -> anyhow::Result<Self> {
        let store = Arc::new(open::existing_store(&documents.data.data)?);
        let (catalogue, _) = open::rules(documents.rules.as_deref())?;
        let partners = Arc::new(store.partners().await?.into_iter().collect());
        Ok(Self { store, catalogue, partners })
    }

    async fn invoice(&self, number: &str) -> anyhow::Result<StoredInvoice> {
        let number = number.to_ascii_uppercase();
        let found = self.store.invoice_by_number(&number).await?;
        found.with_context(|| {
            format!("there is no invoice {number}; `seatwright invoice list` shows what there is")
        })
    }
}

/// Lists invoices, or makes a document of one.
///
/// # Errors
/// The database does not open; there is no such payer or invoice; the file cannot be written.
pub(crate) async fn run(arguments: Invoice) -> anyhow::Result<Outcome> {
    match arguments.what {
        InvoiceWhat::List { payer, data } => list(&data.data, &payer).await,
        InvoiceWhat::Pdf { number, lang, out, documents } => pdf(&documents, &number, lang, &out).await,
        InvoiceWhat::Lines { number, format, documents } => lines(&documents, &number, format).await,
    }
}

async fn list(directory: &Path, payer: &str) -> anyhow::Result<Outcome> {
    let store = open::existing_store(directory)?;
    let mut query = InvoiceQuery::of(find(&store, payer).await?);
    let mut out = std::io::stdout().lock();
    loop {
        let page = store.invoices(&query).await?;
        for stored in &page.items {
            let invoice = &stored.invoice;
            let (number, date, state) = (&invoice.number, invoice.key.date, stored.state.code());
            let (lines, total) = (invoice.lines, invoice.total.to_string());
            // A reader that has seen enough closes the pipe: that is no failure.
            if writeln!(out, "{number}  {date}  {lines:>7} lines  {total:>18}  {state}").is_err() {
                return Ok(Outcome::Done);
            }
        }
        match page.next {
            Some(next) => query.after = Some(next),
            None => return Ok(Outcome::Done),
        }
    }
}

async fn find(store: &dyn Store, payer: &str) -> anyhow::Result<BillTo> {
    let partners: Partners = store.partners().await?.into_iter().collect();
    if let Some(partner) = partners.find(payer) {
        return Ok(BillTo::Partner(partner.id));
    }
    let by_id = match payer.parse() {
        Ok(id) => store.customer(id).await?.map(|customer| customer.id),
        Err(_) => None,
    };
    let found = match by_id {
        Some(id) => Some(id),
        None => store.customer_by_domain(payer).await?,
    };
    found
        .map(BillTo::Customer)
        .with_context(|| format!("no partner and no customer has the id or domain {payer}"))
}

async fn pdf(documents: &Documents, number: &str, language: Language, out: &Path) -> anyhow::Result<Outcome> {
    let files = Files::open(documents).await?;
    let invoice = files.invoice(number).await?;
    let biller = match files.store.setting(BILLER_SETTING).await? {
        Some(document) => serde_json::from_str(&document).context("the setting `biller` cannot be read")?,
        None => Biller::named("Seatwright"),
    };
    let made = statement(&files, &invoice, &biller, language).await?;
    let bytes = tokio::task::spawn_blocking(move || render(&made)).await??;
    std::fs::write(out, &bytes).with_context(|| format!("{} cannot be written", out.display()))?;
    println!("{}: {} bytes", out.display(), bytes.len());
    Ok(Outcome::Done)
}

async fn lines(documents: &Documents, number: &str, format: FileFormat) -> anyhow::Result<Outcome> {
    let files = Files::open(documents).await?;
    let invoice = files.invoice(number).await?;
    let format = match format {
        FileFormat::Csv => Format::Csv,
        FileFormat::Json => Format::Json,
    };
    let mut file = InvoiceFile::new(files, &invoice.invoice, format);
    let mut out = std::io::stdout().lock();
    while let Some(piece) = file.next().await? {
        if out.write_all(&piece).is_err() {
            return Ok(Outcome::Done);
        }
    }
    Ok(if out.flush().is_ok() { Outcome::Done } else { Outcome::Findings })
}
