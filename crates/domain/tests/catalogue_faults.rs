//! Faults in catalogue files: each is told with its file, its line, what is wrong and the fix, and all at once.

use seatwright_domain::catalogue::Catalogue;

/// A small catalogue without faults, to which each case adds a file.
const BASE: &str = r#"
[[family]]
name = "MAIL"
holds_data = true
data = "mailboxes"
[[service]]
name = "MAIL_SMALL"
id = "4a82b400-a79f-41a4-b4e2-e94f5787b113"
title = "Small mail"
family = "MAIL"
rank = 10
[[service]]
name = "MAIL_LARGE"
id = "9aaf7827-d63c-4b61-89c3-182f06f82e5c"
title = "Large mail"
family = "MAIL"
rank = 20
[[plan]]
id = "11111111-1111-4111-8111-111111111111"
part_number = "SMALL"
title = "Small"
services = ["MAIL_SMALL"]
[[plan]]
id = "22222222-2222-4222-8222-222222222222"
part_number = "LARGE"
title = "Large"
services = ["MAIL_LARGE"]
[[market]]
country = "NL"
title = "Netherlands"
currency = "EUR"
region = "EU/EFTA"
[[market]]
country = "JP"
title = "Japan"
currency = "JPY"
region = "JP"
[[offer]]
id = "LARGE1:0001"
title = "Large"
commerce = "new_commerce"
publisher = { name = "Publisher" }
plan = "22222222-2222-4222-8222-222222222222"
category = "enterprise"
billing = "licence"
segments = ["commercial"]
terms = [{ term = "P1Y", billing = ["monthly"] }]
[[price]]
offer = "LARGE1:0001"
term = "P1Y"
billing = "monthly"
retail = [{ from = 2017-01-01, EUR = "5.00", JPY = "600" }]
"#;

/// An offer without faults but for what `lines` changes: a line replaces the one with the same key, or is added. It is
/// free of prices because it is sold by use.
fn offer(lines: &[&str]) -> String {
    let mut offer: Vec<String> = [
        "[[offer]]",
        "id = \"SMALL1:0001\"",
        "title = \"Small\"",
        "commerce = \"new_commerce\"",
        "publisher = { name = \"Publisher\" }",
        "plan = \"11111111-1111-4111-8111-111111111111\"",
        "category = \"enterprise\"",
        "billing = \"usage\"",
        "segments = [\"commercial\"]",
        "terms = []",
    ]
    .map(str::to_owned)
    .to_vec();
    for line in lines {
        let key = line.split('=').next().unwrap();
        match offer.iter_mut().find(|known| known.starts_with(key)) {
            Some(known) => *known = (*line).to_owned(),
            None => offer.push((*line).to_owned()),
        }
    }
    offer.retain(|line| !line.ends_with("absent"));
    offer.join("\n")
}

/// Compares the faults of the base and one more file with lines of `line | part of the message | part of the fix`.
fn check(text: &str, expected: &str) {
    let found = Catalogue::parse(&[("base.toml", BASE), ("more.toml", text)]).err().unwrap_or_default();
    let found: Vec<String> =
        found.iter().map(|f| format!("{}:{} | {} | {}", f.file, f.line, f.message, f.fix)).collect();
    let all = found.join("\n");
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(found.len(), expected.len(), "in\n{text}\nfound\n{all}");
    for (found, expected) in found.iter().zip(expected) {
        let place = format!("more.toml:{} ", expected.split('|').next().unwrap().trim());
        assert!(found.starts_with(&place), "expected {expected}, found\n{all}");
        for part in expected.split('|').skip(1).map(str::trim) {
            assert!(found.contains(part), "expected {expected}, found\n{all}");
        }
    }
}

#[test]
fn the_base_of_these_cases_has_no_faults() {
    check("", "");
    check(&offer(&[]), "");
}

#[test]
fn toml_that_is_not_well_formed_is_told_line_by_line() {
    check(
        "[[market]]\ncountry = \ntitle = \"Belgium\"\ncurrency = \"EUR\nregion = \"EU/EFTA\"",
        "2 | value | correct the TOML
         4 | basic string | correct the TOML",
    );
    // What was lost with a broken line is not also a missing reference.
    check("[[market]\ncountry = \"BE\"", "1 | unclosed array table | correct the TOML");
}

#[test]
fn unknown_names_come_with_what_was_probably_meant() {
    check("[[offers]]\nid = \"A\"", "1 | unknown table `offers` | did you mean [[offer]]?");
    check("offer = 5", "1 | `offer` is not a list | [[offer]] above each entry");
    check(&offer(&["seat_max = 5"]), "11 | unknown key `seat_max` | did you mean `seats_max`?");
    check(
        &offer(&["category = \"entreprise\""]),
        "7 | `category`: `entreprise` | did you mean `enterprise`?",
    );
    check(&offer(&["segments = [\"pupils\"]"]), "9 | `pupils` | use one of `commercial`, `education`");
    check(&offer(&["publisher = { nam = \"P\" }"]), "5 | unknown key `nam` | did you mean `name`?");
    check(
        "[[market]]\ncountry = \"PL\"\ntitle = \"Poland\"\ncurrency = \"ZLO\"\nregion = \"EU/EFTA\"",
        "4 | `currency`: unknown currency \"ZLO\" | correct the value of `currency`",
    );
}

#[test]
fn values_of_the_wrong_kind_say_what_belongs_there() {
    check(
        &offer(&["seats_max = \"many\""]),
        "11 | `seats_max`: string \"many\" cannot stand here | write u32",
    );
    check(&offer(&["plan = \"none\""]), "6 | `plan` | write a GUID");
    check(&offer(&["end_of_sale = 2026-13-01"]), "11 |  | correct the TOML");
    check(&offer(&["end_of_sale = \"soon\""]), "11 | `end_of_sale` | write a day, as 2022-03-01");
    check(&offer(&["id = \"SMALL\""]), "2 | `SMALL` is not a product with a SKU | PRODUCT:SKU");
    check(
        &offer(&["commerce = \"classic\"", "id = \"SMALL1:0001\""]),
        "2 | not the id of a classic offer | write a GUID",
    );
}

#[test]
fn everything_that_is_missing_is_told() {
    check(
        "[[offer]]\nid = \"SMALL1:0001\"\ntitle = \"Small\"\ncategory = \"entreprise\"\nbilling = \"usage\"",
        "1 | `commerce` is missing | add `commerce`
         1 | `publisher` is missing | add `publisher`
         1 | `segments` is missing | add `segments`
         1 | `terms` is missing | add `terms`
         4 | `entreprise` | did you mean `enterprise`?",
    );
    check(&offer(&["plan = absent"]), "1 | `plan` is missing | add `plan`");
}

#[test]
fn a_name_stands_only_once() {
    check(
        &offer(&["id = \"large1:0001\""]),
        "2 | `LARGE1:0001` stands here a second time; the first is at base.toml: | remove one of the two",
    );
    check(
        "[[market]]\ncountry = \"NL\"\ntitle = \"Holland\"\ncurrency = \"EUR\"\nregion = \"EU/EFTA\"",
        "2 | `NL` stands here a second time | remove one",
    );
    check(
        "[[service]]\nname = \"OTHER\"\nid = \"4a82b400-a79f-41a4-b4e2-e94f5787b113\"\ntitle = \"Other\"",
        "3 | stands here a second time | another `id`",
    );
}

#[test]
fn a_reference_leads_somewhere() {
    check(
        "[[service]]\nname = \"MAIL_HUGE\"\nid = \"efb87545-963c-4e0d-99df-69c6916d9eb0\"\ntitle = \"Huge\"\nfamily = \"MIAL\"\nrank = 3\nincludes = [\"MAIL_LARG\"]",
        "5 | no family `MIAL` | did you mean `MAIL`?
         7 | no service `MAIL_LARG` | did you mean `MAIL_LARGE`?",
    );
    check(
        "[[plan]]\nid = \"33333333-3333-4333-8333-333333333333\"\npart_number = \"P\"\ntitle = \"P\"\nservices = [\n  \"MAIL_LARGE\",\n  \"MAIL_LARGEST\",\n  \"MAIL_LARGE\",\n]",
        "7 | no service `MAIL_LARGEST` | did you mean `MAIL_LARGE`?
         8 | `MAIL_LARGE` is named twice | remove one",
    );
    check(
        &offer(&["plan = \"11111111-1111-4111-8111-111111111112\""]),
        "6 | no plan `11111111-1111-4111-8111-111111111112` | did you mean `11111111-1111-4111-8111-111111111111`?",
    );
    check(&offer(&["only_markets = [\"NL\", \"ZZ\"]"]), "11 | no market `ZZ` | add a [[market]]");
    check(
        &offer(&["upgrades_to = [\"LARGE1:0002\"]", "downgrades_to = [\"SMALL1:0001\"]"]),
        "11 | no offer `LARGE1:0002` | did you mean `LARGE1:0001`?
         12 | `SMALL1:0001` names itself | remove it",
    );
    check(&offer(&["addon = { needs = [\"NONE:1\"] }"]), "11 | no offer `NONE:1` | add a [[offer]]");
    check(
        &offer(&[
            "category = \"trial\"",
            "terms = [{ term = \"P1M\", billing = [\"none\"] }]",
            "trial = { days = 30, seats = 25, converts_to = [\"LARGE1:9\"] }",
        ]),
        "11 | no offer `LARGE1:9`",
    );
}

#[test]
fn a_migration_leads_to_the_same_plan_mig_101() {
    let classic = |line: &str| {
        let id = "id = \"5C9FD4CC-EDCE-44A8-8E91-07DF09744609\"";
        format!("{}\n{}", offer(&[]), offer(&[id, "commerce = \"classic\"", line]))
    };
    check(&classic("migrates_to = [\"SMALL1:0001\"]"), "");
    check(
        &classic("migrates_to = [\"SMALL1:0002\"]"),
        "21 | no offer `SMALL1:0002` | did you mean `SMALL1:0001`?",
    );
    check(
        &classic("migrates_to = [\"LARGE1:0001\"]"),
        "21 | licenses another plan | name the new-commerce offer of the same plan",
    );
    check(
        &offer(&["migrates_to = [\"LARGE1:0001\"]"]),
        "11 | only a classic offer that is no trial migrates | remove `migrates_to`",
    );
}

#[test]
fn a_reference_makes_sense() {
    let both = |lines: &[&str], other: &[&str]| format!("{}\n{}", offer(lines), offer(other));
    check(
        &both(&["upgrades_to = [\"TINY:1\"]"], &["id = \"TINY:1\"", "upgrades_to = [\"SMALL1:0001\"]"]),
        "11 | is an upgrade of this offer, and this offer one of it | keep one direction
         22 | is an upgrade of this offer, and this offer one of it | keep one direction",
    );
    check(
        &both(
            &[
                "id = \"BIG1:0001\"",
                "plan = \"22222222-2222-4222-8222-222222222222\"",
                "upgrades_to = [\"TINY:1\"]",
            ],
            &["id = \"TINY:1\""],
        ),
        "11 | would lose mailboxes | the same or a higher service",
    );
    check(
        &both(
            &["upgrades_to = [\"31C9E47A-4802-4248-838E-778FB1D2CC05\"]"],
            &["id = \"31C9E47A-4802-4248-838E-778FB1D2CC05\"", "commerce = \"classic\""],
        ),
        "11 | another commerce system | same `commerce`",
    );
    check(
        &both(&["upgrades_to = [\"TINY:1\"]"], &["id = \"TINY:1\"", "end_of_sale = 2026-01-01"]),
        "11 | is not sold from 2026-01-01 on | remove the path",
    );
}

#[test]
fn an_offer_can_be_had_by_somebody() {
    check(&offer(&["seats_min = 9", "seats_max = 3"]), "11 | (9) are more than the most (3) | smaller");
    check(&offer(&["seats_min = 0"]), "11 | at least one seat | 1 or more");
    check(&offer(&["seats_min = 9", "seats_pooled_max = 3"]), "12 | fewer than 9 seats | `seats_pooled_max`");
    check(
        &offer(&["segments = []", "clouds = []"]),
        "9 | no segment | name at least one\n11 | in no cloud |",
    );
    check(
        &offer(&["limit = { count = 0, scope = \"concurrent\" }"]),
        "11 | no subscriptions | `end_of_sale`",
    );
    check(&offer(&["except_markets = [\"NL\", \"JP\"]"]), "11 | sold in no market | name a market");
    check(
        &offer(&["only_markets = [\"NL\"]", "except_markets = [\"NL\"]"]),
        "12 | both among `only_markets` and `except_markets` | remove it",
    );
}

#[test]
fn terms_and_plans_fit() {
    check(
        &offer(&[
            "terms = [{ term = \"P1M\", billing = [\"monthly\", \"annual\"] }, { term = \"P1M\", billing = [] }]",
        ]),
        "10 | `annual` is longer than its term P1M | shorter plan
         10 | term P1M has no billing plan | name at least one
         10 | term P1M is named twice | one line",
    );
    check(&offer(&["billing = \"licence\""]), "10 | no term to buy it for | add one");
    check(
        &offer(&["terms = [{ term = \"P1M\", billing = [\"none\"] }]"]),
        "10 | billing plan `none` is for trials | a real plan",
    );
}

#[test]
fn a_trial_has_days_and_seats() {
    let free = "terms = [{ term = \"P1M\", billing = [\"none\"] }]";
    check(
        &offer(&["category = \"trial\""]),
        "7 | nothing says how the trial goes | { days = 30, seats = 25 }",
    );
    check(
        &offer(&["category = \"trial\"", free, "trial = { days = 0 }"]),
        "11 | a trial of 0 days | 1 to 366
         11 | without a number of seats | seats = 25",
    );
    check(&offer(&["trial = { days = 30 }"]), "11 | only marketplace offers | category = \"trial\"");
}

#[test]
fn marketplace_offers_have_the_publishers_choices_and_others_a_plan() {
    let choices = "marketplace = { form = \"saas\", landing_page = \"https://publisher.example/start\" }";
    check(&offer(&["commerce = \"marketplace\"", "plan = absent", choices]), "");
    check(
        &offer(&["commerce = \"marketplace\""]),
        "4 | without the publisher's choices | add `marketplace`
         6 | licences are kept by the publisher | remove `plan`",
    );
    check(&offer(&[choices]), "11 | of another commerce system | commerce = \"marketplace\"");
    check(
        &offer(&[
            "commerce = \"marketplace\"",
            "plan = absent",
            "marketplace = { form = \"saas\", landing_page = \"start\" }",
        ]),
        "10 | `start` is not a page | https://",
    );
    check(&offer(&["addon = { needs = [] }"]), "11 | needs nothing | name the offers");
}

/// A price block for the base's offer.
fn price(lines: &[&str]) -> String {
    format!(
        "{}\n[[price]]\noffer = \"SMALL1:0001\"\nterm = \"P1Y\"\nbilling = \"monthly\"\n{}",
        offer(&["billing = \"licence\"", "terms = [{ term = \"P1Y\", billing = [\"monthly\"] }]"]),
        lines.join("\n")
    )
}

#[test]
fn a_price_stands_wherever_an_offer_is_sold() {
    check(&price(&["retail = [{ from = 2017-01-01, EUR = \"5\", JPY = \"600\" }]"]), "");
    check(
        &price(&["retail = [{ from = 2017-01-01, EUR = \"5.00\" }]"]),
        "2 | `Small` has no price for P1Y monthly in JPY (JP) | add [[price]] rows for `SMALL1:0001`",
    );
    check(
        &price(&["retail = []"]),
        "2 | in EUR (NL), JPY (JP) | narrow `only_markets`
         15 | without rows | { from = 2022-03-01",
    );
    check(
        "[[price]]\noffer = \"LARGE1:0001\"\nterm = \"P1Y\"\nbilling = \"annual\"\nretail = [{ from = 2017-01-01, EUR = \"5\" }]\n\
         [[price]]\noffer = \"LARGE1:0002\"\nterm = \"P1Y\"\nbilling = \"annual\"\nretail = [{ from = 2017-01-01, SEK = \"5\" }]",
        "4 | is not sold for P1Y annual | choose one of P1Y monthly
         7 | no offer `LARGE1:0002` | did you mean `LARGE1:0001`?
         10 | no market uses SEK | add a [[market]]",
    );
}

#[test]
fn prices_are_exact_amounts() {
    check(
        &price(&["retail = [{ from = 2017-01-01, EUR = 5.10, JPY = \"six\" }]"]),
        "15 | cannot stand here | the amount in quotes
         15 | \"six\" is not an amount | `JPY`",
    );
    check(
        &price(&["retail = [{ from = 2017-01-01, EUR = \"-1.00\", JPY = \"600.5\" }]"]),
        "15 | the partner's price -1 EUR is negative | 0 or more
         15 | the partner's price 600.5 JPY has more than 0 decimals | round it
         15 | the retail price -1.00 EUR is negative | 0 or more
         15 | the retail price 600.5 JPY has more than 0 decimals | round it",
    );
    check(
        &price(&[
            "retail = [{ from = 2017-01-01, EUR = \"5.125\", JPY = \"600\" }]",
            "partner_percent = 120",
        ]),
        "15 | the retail price 5.125 EUR has more than 2 decimals | round it
         16 | 120 per cent | 1 to 100",
    );
    check(
        &price(&[
            "retail = [{ from = 2017-01-01, EUR = \"5\", JPY = { retail = \"601\", parner = \"480\" } }]",
        ]),
        "15 | unknown key `parner` | did you mean `partner`?",
    );
    check(
        &price(&["retail = [{ from = 2017-01-01, EURO = \"5\", JPY = \"1\" }]"]),
        "15 | `EURO` is neither a currency |",
    );
}

#[test]
fn prices_of_one_plan_do_not_contradict_each_other() {
    let rows = |rows: &[&str]| price(&[&format!("retail = [\n{}\n]", rows.join(",\n"))]);
    let yen = "{ from = 2017-01-01, JPY = \"600\" }";
    check(
        &rows(&[yen, "{ from = 2020-01-01, until = 2019-01-01, EUR = \"5\" }"]),
        "17 | ends on 2019-01-01, before it begins on 2020-01-01 | a later `until`",
    );
    check(
        &rows(&[yen, "{ from = 2020-01-01, EUR = \"5\" }", "{ from = 2020-01-01, EUR = \"6\" }"]),
        "18 | two prices in EUR from 2020-01-01 | another day",
    );
    check(
        &rows(&[
            yen,
            "{ from = 2020-01-01, until = 2022-01-01, EUR = \"5\" }",
            "{ from = 2021-01-01, until = 2021-06-01, EUR = \"6\" }",
            "{ from = 2021-03-01, EUR = \"7\" }",
        ]),
        "18 | never holds: an earlier one holds until 2022-01-01 | end the earlier price sooner",
    );
    check(
        &rows(&[
            yen,
            "{ from = 2020-01-01, until = 2021-01-01, EUR = \"5\" }",
            "{ from = 2021-02-01, EUR = \"6\" }",
        ]),
        "18 | no price in EUR from 2021-01-01 to 2021-02-01 | begin this one sooner",
    );
    // An earlier price may hold beyond the start of a later one (NCE-115).
    check(
        &rows(&[
            yen,
            "{ from = 2020-01-01, until = 2021-03-01, EUR = \"5\" }",
            "{ from = 2021-02-01, EUR = \"6\" }",
        ]),
        "",
    );
}

#[test]
fn faults_of_several_entries_and_files_come_together_in_order() {
    let text = format!(
        "{}\n{}",
        offer(&["seats_max = 0", "segments = [\"pupils\"]", "id = \"A:1\""]),
        offer(&["id = \"B:1\"", "upgrades_to = [\"A:1\", \"C:1\"]", "seats_min = 0"]),
    );
    check(
        &text,
        "9 | `pupils` | use one of
         22 | no offer `C:1` |
         23 | at least one seat |",
    );
}
