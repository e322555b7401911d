//! Reconciliation files: their columns, that they add up, and that they cost no memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::http::Request;
use seatwright_documents::statement::Language;
use seatwright_documents::{Biller, Format, InvoiceFile, Source, statement};
use seatwright_domain::catalogue::Catalogue;
use seatwright_domain::partner::Partners;
use seatwright_engine::Engine;
use seatwright_store::Store;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::invoices::{billed, cents, items};
use crate::world::{NCE_BASIC, World};

const CLASSIC: &str = "PartnerId,CustomerId,CustomerName,MpnId,ResellerMpnId,OrderId,SubscriptionId,\
SyndicationPartnerSubscriptionNumber,OfferId,DurableOfferId,OfferName,SubscriptionStartDate,SubscriptionEndDate,\
ChargeStartDate,ChargeEndDate,ChargeType,UnitPrice,Quantity,Amount,TotalOtherDiscount,Subtotal,Tax,TotalForCustomer,\
Currency,DomainName,SubscriptionName,SubscriptionDescription,BillingCycleType";

const MODERN: &str = "PartnerId,CustomerId,CustomerName,CustomerDomainName,CustomerCountry,InvoiceNumber,MpnId,\
ResellerMpnId,OrderId,OrderDate,ProductId,SkuId,AvailabilityId,SkuName,ProductName,ChargeType,UnitPrice,Quantity,Subtotal,\
TaxTotal,Total,Currency,PriceAdjustmentDescription,PublisherName,PublisherId,SubscriptionDescription,SubscriptionId,\
ChargeStartDate,ChargeEndDate,TermAndBillingCycle,EffectiveUnitPrice,UnitType,AlternateId,BillableQuantity,\
BillingFrequency,PricingCurrency,PCToBCExchangeRate,PCToBCExchangeRateDate,MeterDescription,ReservationOrderId,\
CreditReasonCode,SubscriptionStartDate,SubscriptionEndDate,ReferenceID,ProductQualifiers,PromotionID";

async fn file(world: &World, number: &str, kind: &str) -> Vec<u8> {
    let got = world.get(&format!("/seatwright/v1/invoices/{number}/reconciliation.{kind}")).await;
    assert_eq!(got.status.as_u16(), 200, "{}", got.body);
    let name = format!("attachment; filename=Reconciliation_{number}.{kind}");
    assert_eq!(got.headers["content-disposition"], name.as_str());
    got.bytes
}

/// The cells of a file without quoted commas.
fn cells(file: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[tokio::test]
async fn the_columns_are_the_published_ones_in_their_order_recon_101_recon_103() {
    let (world, _) = billed().await;
    for (number, header) in [("D0000000001", CLASSIC), ("G0000000001", MODERN)] {
        let file = file(&world, number, "csv").await;
        assert!(file.starts_with(format!("{header}\r\n").as_bytes()), "{}", String::from_utf8_lossy(&file));
    }
}

#[tokio::test]
async fn files_add_up_to_the_invoice_and_both_forms_say_the_same_recon_102() {
    let (world, _) = billed().await;
    for number in ["D0000000001", "D0000000002", "G0000000001"] {
        let invoice = world.get(&format!("/v1/invoices/{number}")).await.expect(200);
        let table = cells(&file(&world, number, "csv").await);
        let column = |name: &str| table[0].iter().position(|heading| heading == name).unwrap();
        let lines = &table[1..];
        let sum = |name: &str| {
            let at = column(name);
            lines.iter().map(|line| cents(&line[at].parse::<Value>().unwrap())).sum::<i64>()
        };
        assert_eq!(sum("Subtotal"), cents(&invoice["seatwright"]["subtotal"]), "{number}");
        assert_eq!(lines.len() as u64, invoice["seatwright"]["lines"].as_u64().unwrap());
        if number.starts_with('D') {
            assert_eq!(sum("Amount") - sum("TotalOtherDiscount"), sum("Subtotal"));
            assert_eq!(sum("Subtotal") + sum("Tax"), sum("TotalForCustomer"));
        } else {
            assert_eq!(sum("Subtotal") + sum("TaxTotal"), sum("Total"));
        }
        let objects: Vec<Value> = serde_json::from_slice(&file(&world, number, "json").await).unwrap();
        assert_eq!(objects.len(), lines.len());
        let listed = items(
            world
                .get(&format!(
                    "/v1/invoices/{number}/lineitems?provider=all&invoicelineitemtype=billinglineitems"
                ))
                .await,
        );
        for (object, listed) in objects.iter().zip(&listed) {
            for (name, value) in object.as_object().unwrap() {
                assert_eq!(listed[name], *value, "{name}");
            }
        }
        assert_eq!(file(&world, number, "csv").await, file(&world, number, "csv").await);
    }
}

#[tokio::test]
async fn effective_prices_multiply_to_the_amount_nce_210() {
    let (world, _) = billed().await;
    let objects: Vec<Value> = serde_json::from_slice(&file(&world, "G0000000001", "json").await).unwrap();
    let line = |quantity: u32, kind: &str| {
        let found = objects.iter().find(|line| line["quantity"] == quantity && line["chargeType"] == kind);
        found.expect("a line")
    };
    let (new, credit, charge) = (line(5, "new"), line(5, "addQuantity"), line(8, "addQuantity"));
    assert_eq!(new["unitPrice"], charge["unitPrice"]);
    let negative = format!("-{}", new["unitPrice"]);
    assert_eq!(credit["unitPrice"].to_string(), negative, "credits carry the sign (BILL-210)");
    assert_eq!(new["effectiveUnitPrice"], new["unitPrice"]);
    let whole = cents(&new["effectiveUnitPrice"]) * 5;
    assert_eq!(whole, cents(&new["subtotal"]));
    // 20 September to the end of the cycle on the 30th.
    assert_eq!(
        (&charge["chargeStartDate"], &charge["chargeEndDate"]),
        (&json!("2021-09-20T00:00:00Z"), &json!("2021-09-30T00:00:00Z"))
    );
    assert_ne!(charge["effectiveUnitPrice"], charge["unitPrice"]);
}

#[tokio::test]
async fn names_that_a_spreadsheet_would_calculate_are_text_in_csv_only() {
    let world = World::new().await;
    let mut body = crate::world::customer_body("blauwevos");
    body["companyProfile"]["companyName"] = json!("=HYPERLINK(\"http://x\")");
    let got = world.post("/v1/customers", body).await;
    let customer = format!("/v1/customers/{}", got.text("/id"));
    world.post(&format!("{customer}/agreements"), crate::world::agreement_body()).await.expect(201);
    world.buy(&customer, NCE_BASIC, 1).await;
    world.advance("2021-10-10T09:00:00Z").await;
    let table = cells(&file(&world, "G0000000001", "csv").await);
    assert_eq!(table[1][2], "'=HYPERLINK(\"http://x\")");
    let objects: Vec<Value> = serde_json::from_slice(&file(&world, "G0000000001", "json").await).unwrap();
    assert_eq!(objects[0]["customerName"], "=HYPERLINK(\"http://x\")");
}

/// A source that counts how often it is read from.
struct Counting(Engine, Arc<AtomicUsize>);

impl Source for Counting {
    fn store(&self) -> &dyn Store {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.store()
    }
    fn catalogue(&self) -> &Catalogue {
        self.0.catalogue()
    }
    fn partners(&self) -> &Partners {
        self.0.partners()
    }
}

#[tokio::test]
async fn a_file_is_read_page_by_page_and_only_when_it_is_asked_for() {
    let world = World::new().await;
    // One customer may have 300 seats of this product.
    for number in 0..6 {
        let customer = world.customer(&format!("klant{number}")).await;
        for _ in 0..4 {
            let line = |number| json!({"lineItemNumber": number, "offerId": NCE_BASIC, "quantity": 1, "termDuration": "P1Y"});
            let lines: Vec<Value> = (0..50).map(line).collect();
            let order = json!({"billingCycle": "monthly", "lineItems": lines});
            world.post(&format!("{customer}/orders"), order).await.expect(201);
        }
    }
    world.advance("2021-10-10T09:00:00Z").await;
    let stored = world.engine.store().invoice_by_number("G0000000001").await.unwrap().unwrap();
    assert_eq!(stored.invoice.lines, 1_200);

    let reads = Arc::new(AtomicUsize::new(0));
    let source = Counting(world.engine.clone(), Arc::clone(&reads));
    let mut file = InvoiceFile::new(source, &stored.invoice, Format::Csv);
    assert_eq!(reads.load(Ordering::Relaxed), 0, "nothing is read before it is asked for");
    let (mut whole, mut pieces, mut largest) = (Vec::new(), 0, 0);
    while let Some(piece) = file.next().await.unwrap() {
        pieces += 1;
        assert_eq!(reads.load(Ordering::Relaxed), pieces * 3, "lines, customers and orders of one page");
        largest = largest.max(piece.len());
        whole.extend(piece);
    }
    assert_eq!(pieces, 3);
    assert_eq!(cells(&whole).len(), 1_201);
    assert!(largest * 2 < whole.len(), "a piece of {largest} bytes of {}", whole.len());

    // Its statement does not print so many: it adds them up, and says so.
    let source = Counting(world.engine.clone(), Arc::default());
    let biller = Biller::named("Seatwright");
    let summed = statement(&source, &stored, &biller, Language::Nl).await.unwrap();
    let lines: Vec<_> =
        summed.lines.iter().map(|line| (line.charge_type.as_str(), line.amount_minor)).collect();
    assert_eq!(lines, [("Aankoop", stored.invoice.subtotal.minor)]);
    assert!(summed.notes.iter().any(|note| note.contains("afstemmingsbestand")));
    assert!(seatwright_documents::statement::render(&summed).unwrap().starts_with(b"%PDF-"));

    // Over the wire it is the same file, and the body is made of the same pieces: none is made before it is taken.
    let request = Request::get("/seatwright/v1/invoices/G0000000001/reconciliation.csv")
        .header("authorization", format!("Bearer {}", world.token))
        .body(Body::empty())
        .unwrap();
    let response = world.router.clone().oneshot(request).await.unwrap();
    assert!(!response.headers().contains_key("content-length"));
    let mut body = response.into_body().into_data_stream();
    let mut sent = Vec::new();
    let mut frames = 0;
    while let Some(frame) = futures_util::TryStreamExt::try_next(&mut body).await.unwrap() {
        assert!(frame.len() <= largest);
        sent.extend_from_slice(&frame);
        frames += 1;
    }
    assert_eq!((frames, sent), (pieces, whole));
}
