//! The shapes of bodies and parameters, as values: documents are written from them, and tests hold every answer against
//! them, so that what is published cannot drift from what is sent.

mod check;
mod input;
mod write;

pub(crate) use self::input::{
    billing_in, blank_or, day_in, flag_in, id_in, instant_in, optional, quantity_in, term_in, text_in,
    whole_in, words_in,
};
pub(crate) use self::write::Definitions;

/// The shape of a JSON value.
#[derive(Clone, Debug)]
pub(crate) enum Schema {
    /// A text of some kind.
    Text(Text),
    /// One of these words, exactly as written.
    Words(&'static [&'static str]),
    /// A whole number in bounds, both included.
    Whole(Option<i64>, Option<i64>),
    /// A number, exact to its last digit.
    Number,
    /// `true` or `false`.
    Flag,
    /// A list of alike things.
    List(Box<Schema>),
    /// An object with these members.
    Object(Vec<Member>),
    /// An object whose members have names of their own and alike values.
    Map(Box<Schema>),
    /// A shape with more members than its own.
    With(Box<Schema>, Vec<Member>),
    /// Any of these.
    AnyOf(Vec<Schema>),
    /// No value.
    Null,
    /// Any value.
    Any,
    /// A shape that has a name, written once for all that use it.
    Named(&'static str, fn() -> Schema),
    /// A shape with a sentence about it.
    About(Box<Schema>, &'static str),
}

/// A text of some kind.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Text {
    /// The fewest characters.
    pub(crate) min: Option<usize>,
    /// The most characters.
    pub(crate) max: Option<usize>,
    /// The form, in the words of JSON Schema, as `uuid`.
    pub(crate) format: Option<&'static str>,
    /// A regular expression that it matches.
    pub(crate) pattern: Option<&'static str>,
}

/// A member of an object.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// The name.
    pub(crate) name: &'static str,
    /// The shape of the value.
    pub(crate) schema: Schema,
    /// Whether it is always there.
    pub(crate) needed: bool,
}

impl Schema {
    /// With a member that is always there. On anything but a shape of an object it changes nothing.
    pub(crate) fn needs(self, name: &'static str, schema: Schema) -> Self {
        self.member(name, schema, true)
    }

    /// With a member that may be there. On anything but a shape of an object it changes nothing.
    pub(crate) fn has(self, name: &'static str, schema: Schema) -> Self {
        self.member(name, schema, false)
    }

    fn member(self, name: &'static str, schema: Schema, needed: bool) -> Self {
        match self {
            Schema::Object(mut members) => {
                members.push(Member { name, schema, needed });
                Schema::Object(members)
            }
            Schema::With(inner, mut members) => {
                members.push(Member { name, schema, needed });
                Schema::With(inner, members)
            }
            inner @ (Schema::Named(..) | Schema::About(..)) => {
                Schema::With(Box::new(inner), vec![Member { name, schema, needed }])
            }
            other => other,
        }
    }

    /// With a sentence about it.
    pub(crate) fn about(self, sentence: &'static str) -> Self {
        Schema::About(Box::new(self), sentence)
    }

    /// The shape without sentences around it and behind its name.
    pub(crate) fn plain(&self) -> std::borrow::Cow<'_, Schema> {
        match self {
            Schema::About(inner, _) => inner.plain(),
            Schema::Named(_, shape) => std::borrow::Cow::Owned(shape().plain().into_owned()),
            Schema::With(inner, more) => {
                let more = more.iter().cloned();
                std::borrow::Cow::Owned(match inner.plain().into_owned() {
                    Schema::Object(own) => Schema::Object(own.into_iter().chain(more).collect()),
                    other => other,
                })
            }
            other => std::borrow::Cow::Borrowed(other),
        }
    }
}

/// An object without members yet.
pub(crate) const fn object() -> Schema {
    Schema::Object(Vec::new())
}

/// An object that carries the dialect's `attributes`, and `links` where there are any.
pub(crate) fn resource() -> Schema {
    object()
        .needs("attributes", Schema::Named("ResourceAttributes", attributes))
        .has("links", Schema::Map(Box::new(link())))
}

/// The envelope of a list of `item`.
pub(crate) fn collection_of(item: Schema) -> Schema {
    object()
        .needs("totalCount", whole().about("How many items this page has."))
        .needs("items", list(item))
        .has("continuationToken", text().about("Send it as MS-ContinuationToken to read on."))
        .has("links", Schema::Map(Box::new(link())))
        .needs("attributes", Schema::Named("ResourceAttributes", attributes))
}

fn attributes() -> Schema {
    object().needs("objectType", text()).has("etag", text())
}

/// A link to a resource.
pub(crate) const fn link() -> Schema {
    Schema::Named("Link", link_shape)
}

fn link_shape() -> Schema {
    let header = object().needs("key", text()).needs("value", text());
    object().needs("uri", text()).needs("method", text()).needs("headers", list(header))
}

/// An answer to a change: it tells in `notices` what the change costs that nobody asked to lose, where there is anything.
pub(crate) fn noticed(answer: Schema) -> Schema {
    answer.has("notices", list(Schema::Named("Notice", notice)))
}

/// The shape of a notice: its name, its sentence, and what it is about.
fn notice() -> Schema {
    const NAMES: &[&str] = &[
        "schedule_lost",
        "fewer_licences_than_users",
        "licence_conflict",
        "service_choices_reset",
        "reassign_by_hand",
        "credit_check",
        "prepaid_rest",
        "refund_on_invoice",
        "refund_to_card",
        "access_lost",
        "cancels_at_renewal",
        "deleted_unless_reactivated",
    ];
    object()
        .needs("notice", words(NAMES))
        .needs("text", text().about("The notice as a sentence, in the reader's language."))
        .has("subscription", guid())
        .has("next", map(Schema::Any).about("The schedule that is lost."))
        .has("rule", text())
        .has("seats", count())
        .has("users", count())
        .has("users_too_many", count())
        .has("until", instant())
        .has("credited", money())
        .has("lost", money())
        .has("amount", money())
        .has("invoice_on", day())
        .has("days", count())
        .has("last_day", day())
        .has("at", instant())
}

/// An amount as events and notices write it: in the smallest unit of its currency.
pub(crate) const fn money() -> Schema {
    Schema::Named("Money", money_shape)
}

fn money_shape() -> Schema {
    object().needs("minor", whole().about("In the smallest unit.")).needs("currency", currency())
}

/// A currency of ISO 4217.
pub(crate) const fn currency() -> Schema {
    Schema::Text(Text { min: Some(3), max: Some(3), format: None, pattern: None })
}

/// Text of any kind.
pub(crate) const fn text() -> Schema {
    Schema::Text(Text { min: None, max: None, format: None, pattern: None })
}

/// A GUID in its usual form, in any case.
pub(crate) const fn guid() -> Schema {
    formatted("uuid")
}

/// An instant in UTC.
pub(crate) const fn instant() -> Schema {
    formatted("date-time")
}

/// A calendar date.
pub(crate) const fn day() -> Schema {
    formatted("date")
}

const fn formatted(format: &'static str) -> Schema {
    Schema::Text(Text { min: None, max: None, format: Some(format), pattern: None })
}

/// One of these words, exactly as written.
pub(crate) const fn words(words: &'static [&'static str]) -> Schema {
    Schema::Words(words)
}

/// A whole number of any size.
pub(crate) const fn whole() -> Schema {
    Schema::Whole(None, None)
}

/// A whole number that is not below zero.
pub(crate) const fn count() -> Schema {
    Schema::Whole(Some(0), None)
}

/// An amount or price, exact to its last digit.
pub(crate) const fn number() -> Schema {
    Schema::Number
}

/// `true` or `false`.
pub(crate) const fn flag() -> Schema {
    Schema::Flag
}

/// A list.
pub(crate) fn list(item: Schema) -> Schema {
    Schema::List(Box::new(item))
}

/// An object whose members have names of their own.
pub(crate) fn map(value: Schema) -> Schema {
    Schema::Map(Box::new(value))
}

/// Any of these.
pub(crate) const fn any_of(shapes: Vec<Schema>) -> Schema {
    Schema::AnyOf(shapes)
}

#[cfg(test)]
mod tests;
