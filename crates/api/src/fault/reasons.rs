//! Reasons, remedies and notices over the wire: for programs by name and number, for people as sentences.

use seatwright_domain::decision::Notice;
use seatwright_domain::refusal::{Reason, Refusals, Remedy, Subject};
use serde::Serialize;
use serde_json::Value;

use crate::codes::{self, Place};
use crate::json::{Json, Object};
use crate::texts::{Language, detail, fill, say};

/// The reasons in the order in which they are told, the most important first.
pub(super) fn ordered(refusals: &Refusals) -> Vec<&Reason> {
    let mut reasons: Vec<&Reason> = refusals.reasons().iter().collect();
    reasons.sort_by_key(|reason| codes::rank(reason.code));
    reasons
}

/// The most important reason. Refusals are never empty.
pub(super) fn first(refusals: &Refusals) -> &Reason {
    let reasons = refusals.reasons();
    reasons.iter().min_by_key(|reason| codes::rank(reason.code)).unwrap_or(&reasons[0])
}

/// What stands in the way: a sentence, the facts of the case where they are known, and when it clears by itself.
pub(crate) fn reason_text(language: Language, reason: &Reason) -> String {
    let key = format!("reason-{}", reason.code.slug());
    let facts: Vec<(&str, String)> =
        reason.evidence.iter().map(|(name, fact)| (name.as_str(), words(language, name, fact))).collect();
    let facts: Vec<(&str, &str)> = facts.iter().map(|(name, fact)| (*name, fact.as_str())).collect();
    let mut text = say(language, &key, &[]);
    if let Some(detail) = detail(language, &key, &facts) {
        text = format!("{text} {detail}");
    }
    if let Some(at) = reason.clears_at {
        text = format!("{text} {}", say(language, "clears-at", &[("at", at.to_string())]));
    }
    text
}

/// A reason as a line of `data`: one about a field names the field and what it takes.
pub(super) fn data_line(language: Language, reason: &Reason) -> String {
    let text = reason_text(language, reason);
    let Subject::Field(field) = &reason.subject else { return text };
    let expected = reason.remedies.iter().find_map(|remedy| match remedy {
        Remedy::ChooseValue { .. } => Some(remedy_text(language, remedy)),
        _ => None,
    });
    match expected {
        Some(expected) => format!("{field}: {text} {expected}"),
        None => format!("{field}: {text}"),
    }
}

/// A reason for programs and people.
pub(crate) fn reason_json(language: Language, reason: &Reason) -> Json {
    reason_json_at(Place::Anywhere, language, reason)
}

/// The same by the numbers of a place.
pub(crate) fn reason_json_at(place: Place, language: Language, reason: &Reason) -> Json {
    let who: Vec<String> = reason.who.iter().map(|who| word_of(&Json::of(who))).collect();
    let who_texts: Vec<String> = who.iter().map(|who| say(language, &key("who", who), &[])).collect();
    let texts: Vec<String> = reason.remedies.iter().map(|remedy| remedy_text(language, remedy)).collect();
    let evidence = (!reason.evidence.is_empty()).then(|| Json::of(&reason.evidence));
    Object::new()
        .set("rule", reason.rule.id())
        .set("code", codes::at(place, reason).number)
        .set("name", reason.code.slug())
        .set("text", reason_text(language, reason))
        .set("subject", Json::of(&reason.subject))
        .some("evidence", evidence)
        .some("remedyText", texts.first())
        .set("remedyTexts", texts)
        .set("remedies", Json::of(&reason.remedies))
        .set("who", who)
        .set("whoTexts", who_texts)
        .some("clearsAt", reason.clears_at.map(|at| at.to_string()))
        .into()
}

/// What can be done, as a sentence.
pub(crate) fn remedy_text(language: Language, remedy: &Remedy) -> String {
    sentence(language, "remedy", "do", remedy)
}

/// A notice for programs and people.
pub(crate) fn notice_json(language: Language, notice: &Notice) -> Json {
    let text = sentence(language, "notice", "notice", notice);
    let Json::Object(mut members) = Json::of(notice) else { return Json::Null };
    members.push(("text".to_owned(), text.into()));
    Json::Object(members)
}

/// A tagged value as a sentence: its tag chooses the text, its fields are the facts.
fn sentence<T: Serialize>(language: Language, family: &str, tag: &str, value: &T) -> String {
    let Ok(Value::Object(fields)) = serde_json::to_value(value) else { return String::new() };
    let name = fields.get(tag).and_then(Value::as_str).unwrap_or_default().to_owned();
    let facts: Vec<(String, String)> =
        fields.iter().map(|(field, fact)| (field.clone(), words(language, field, fact))).collect();
    let facts: Vec<(&str, &str)> = facts.iter().map(|(name, fact)| (name.as_str(), fact.as_str())).collect();
    fill(language, &key(family, &name), &facts)
}

fn key(family: &str, name: &str) -> String {
    format!("{family}-{}", name.replace('_', "-"))
}

/// A fact as people read it. An empty list reads as an ellipsis: any that is listed.
fn words(language: Language, field: &str, fact: &Value) -> String {
    match fact {
        Value::String(text) if field == "roles" => say(language, &key("role", text), &[]),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "…".to_owned(),
        Value::Array(items) => {
            items.iter().map(|item| words(language, field, item)).collect::<Vec<_>>().join(", ")
        }
        Value::Object(_) => money(fact).unwrap_or_else(|| fact.to_string()),
        other => other.to_string(),
    }
}

fn money(fact: &Value) -> Option<String> {
    serde_json::from_value::<seatwright_domain::money::Money>(fact.clone())
        .ok()
        .map(|money| money.to_string())
}

fn word_of(json: &Json) -> String {
    json.as_text().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use seatwright_domain::ids::{SubscriptionId, UserId};
    use seatwright_domain::money::{Currency, Money};
    use seatwright_domain::refusal::{Code, Who};
    use seatwright_domain::role::Role;
    use seatwright_domain::rule::Rule;
    use seatwright_domain::subscription::NextTerm;
    use uuid::Uuid;

    use super::*;
    use crate::texts::has;

    fn remedies() -> Vec<Remedy> {
        let subscription = SubscriptionId(Uuid::from_u128(7));
        let user = UserId(Uuid::from_u128(8));
        let money = Money { minor: 1250, currency: Currency::parse("EUR").unwrap() };
        vec![
            Remedy::AskRole { roles: BTreeSet::from([Role::AdminAgent]) },
            Remedy::RequestDelegation,
            Remedy::RequestRelationship,
            Remedy::ConfirmAgreement,
            Remedy::AskSeller,
            Remedy::AskOperator,
            Remedy::CancelWhereBought,
            Remedy::CancelSubscription { subscription },
            Remedy::Reactivate { subscription },
            Remedy::ChooseOffer { offers: Vec::new() },
            Remedy::ChooseQuantity { min: 1, max: 2 },
            Remedy::ChooseTerm { terms: Vec::new() },
            Remedy::ChooseBilling { plans: Vec::new() },
            Remedy::ChooseDate { dates: Vec::new() },
            Remedy::ChooseValue { expected: "x".into() },
            Remedy::AcceptAttestation,
            Remedy::BuyFromBase { subscriptions: Vec::new() },
            Remedy::BuyFirst { offers: Vec::new() },
            Remedy::BuyElsewhere { place: "x".into() },
            Remedy::AskPublisher { publisher: "x".into() },
            Remedy::Wait,
            Remedy::ScheduleForRenewal { subscription, renews_on: jiff::civil::date(2024, 1, 1) },
            Remedy::SwitchAutoRenewOff { subscription },
            Remedy::SwitchAutoRenewOn { subscription },
            Remedy::Suspend { subscription },
            Remedy::FinishSetUp { link: "x".into() },
            Remedy::ResolveLicenceConflict { subscription, users_too_many: 3 },
            Remedy::BuySeats { subscription, seats: 3 },
            Remedy::RemoveAddOns { subscriptions: vec![subscription] },
            Remedy::Pay { amounts: vec![money] },
            Remedy::SeeServiceHealth,
            Remedy::ChangeByHand,
            Remedy::BackUpData,
            Remedy::ContactSupport,
            Remedy::Confirm,
            Remedy::GiveReason,
            Remedy::SetUsageLocation { user },
            Remedy::RemoveLicence { user, subscription },
            Remedy::ConvertTrial { subscription },
            Remedy::ChangeOrder,
            Remedy::ReadAgain,
            Remedy::QuoteAgain,
            Remedy::TryAgain { at: jiff::Timestamp::UNIX_EPOCH },
        ]
    }

    #[test]
    fn every_code_has_a_text_in_every_language_lang_01() {
        for language in Language::ALL {
            for code in Code::ALL {
                assert!(has(language, &format!("reason-{}", code.slug())), "{language:?} {}", code.slug());
            }
            for role in Role::ALL {
                assert!(has(language, &key("role", role.code())), "{language:?} {role}");
            }
        }
    }

    #[test]
    fn every_remedy_is_a_sentence_in_every_language_with_nothing_left_open() {
        for language in Language::ALL {
            for remedy in remedies() {
                let text = remedy_text(language, &remedy);
                assert!(text.contains(' ') && !text.contains("{$"), "{language:?} {remedy:?}: {text}");
            }
        }
        let pay = remedies().into_iter().find(|remedy| matches!(remedy, Remedy::Pay { .. })).unwrap();
        assert_eq!(remedy_text(Language::English, &pay), "Pay what is owed with “Pay now”: 12.50 EUR.");
    }

    #[test]
    fn a_reason_tells_its_facts_and_when_it_clears() {
        let id = SubscriptionId(Uuid::from_u128(7));
        let reason =
            Reason::about(Rule::Why01, Code::LicenceConflict, id).with("users", 12).with("seats", 10);
        let text = "More users have licences than were bought. Users: 12; licences: 10.";
        assert_eq!(reason_text(Language::English, &reason), text);
        let at: jiff::Timestamp = "2021-09-03T09:00:00Z".parse().unwrap();
        let pending = Reason::about(Rule::Why03, Code::CreditCheckPending, id).clears(at);
        let text = "A credit check is pending. This clears by itself on 2021-09-03T09:00:00Z.";
        assert_eq!(reason_text(Language::English, &pending), text);
    }

    #[test]
    fn notices_are_sentences_too() {
        let subscription = SubscriptionId(Uuid::from_u128(7));
        let now = jiff::Timestamp::UNIX_EPOCH;
        let next: NextTerm = serde_json::from_value(serde_json::json!({
            "offer": "A:1", "seats": 3, "term": "P1Y", "billing": "monthly"
        }))
        .unwrap();
        let money = Money { minor: 1250, currency: Currency::parse("EUR").unwrap() };
        let notices = [
            Notice::ScheduleLost { subscription, next, rule: Rule::Ren07 },
            Notice::FewerLicencesThanUsers { seats: 1, users: 2 },
            Notice::LicenceConflict { subscription, users_too_many: 2, until: now },
            Notice::ServiceChoicesReset { subscription },
            Notice::ReassignByHand { subscription },
            Notice::CreditCheck { until: now },
            Notice::PrepaidRest { subscription, credited: money, lost: money },
            Notice::RefundOnInvoice {
                subscription,
                amount: money,
                invoice_on: jiff::civil::date(2024, 1, 1),
            },
            Notice::RefundToCard { subscription, amount: money, days: 10 },
            Notice::AccessLost { subscription },
            Notice::CancelsAtRenewal { subscription, last_day: jiff::civil::date(2024, 1, 1) },
            Notice::DeletedUnlessReactivated { subscription, at: now },
        ];
        for language in Language::ALL {
            for notice in &notices {
                let text = notice_json(language, notice);
                let text = text.get("text").and_then(Json::as_text).unwrap();
                assert!(text.contains(' ') && !text.contains("{$"), "{language:?} {notice:?}: {text}");
            }
        }
    }

    #[test]
    fn everybody_who_can_apply_a_remedy_has_a_name() {
        let who = [
            Who::Caller,
            Who::Partner,
            Who::Customer,
            Who::OtherSeller,
            Who::Publisher,
            Who::Support,
            Who::Time,
        ];
        for language in Language::ALL {
            for who in who {
                assert!(has(language, &key("who", &word_of(&Json::of(&who)))), "{language:?} {who:?}");
            }
        }
    }
}
