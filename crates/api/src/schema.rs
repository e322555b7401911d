//! The shapes of bodies and parameters, as values: documents are written from them, and tests hold every answer against
//! them, so that what is published cannot drift from what is sent.

mod check;
mod input;
mod write;

pub(crate) use self::input::{flag_in, id_in, optional, text_in, whole_in, words_in};
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
    /// With a member that is always there. On anything but an object it changes nothing.
    pub(crate) fn needs(self, name: &'static str, schema: Schema) -> Self {
        self.member(name, schema, true)
    }

    /// With a member that may be there. On anything but an object it changes nothing.
    pub(crate) fn has(self, name: &'static str, schema: Schema) -> Self {
        self.member(name, schema, false)
    }

    fn member(self, name: &'static str, schema: Schema, needed: bool) -> Self {
        match self {
            Schema::Object(mut members) => {
                members.push(Member { name, schema, needed });
                Schema::Object(members)
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
