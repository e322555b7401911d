//! The envelope of lists, and pages of them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::call::Call;
use crate::fault::Fault;
use crate::fields::Takes;
use crate::json::{Json, Object};
use crate::route::Parameter;
use crate::schema::{Schema, words};
use crate::seek::{self, Place};
use crate::wire::{attributes, link};

/// The header that carries the place of the next page.
pub(crate) const TOKEN_HEADER: &str = "MS-ContinuationToken";

/// A list in one piece.
pub(crate) fn collection(call: &Call, items: Vec<Json>) -> Json {
    envelope(call, items, Object::new(), Object::new())
}

/// A page of a list that is read on by a token: the same one leads to the page before and to the next.
pub(crate) fn seek_page<C: Serialize>(call: &Call, items: Vec<Json>, place: &Place<C>) -> Json {
    let token = token_of(place);
    let to = |operation: &str| {
        let header = Object::new().set("key", TOKEN_HEADER).set("value", token.as_str());
        let query = with_parameter(&call.raw_query, "seekOperation", operation);
        let headers = Json::List(vec![header.into()]);
        let uri = format!("{}?{query}", relative(&call.path));
        Json::from(Object::new().set("uri", uri).set("method", "GET").set("headers", headers))
    };
    let next = place.next.is_some().then(|| to("Next"));
    let previous = (place.start > 0).then(|| to("Previous"));
    let more = Object::new().some("continuationToken", next.is_some().then_some(token.as_str()));
    envelope(call, items, more, Object::new().some("next", next).some("previous", previous))
}

/// A page of a list that is cut by `size`, which is `max` at most, and `offset`.
///
/// # Errors
/// One of the two is no such number.
pub(crate) fn offset_page(call: &Call, items: Vec<Json>, max: u64) -> Result<Json, Fault> {
    let total = items.len();
    let offset = call.query.number("offset", 0, u64::from(u32::MAX))?.unwrap_or(0);
    let offset = usize::try_from(offset).unwrap_or(usize::MAX).min(total);
    let size = size(call, max, total.max(1))?;
    let page: Vec<Json> = items.into_iter().skip(offset).take(size).collect();
    let end = offset + page.len();
    Ok(page_at(call, page, (end < total).then_some(end as u64)))
}

/// The same of a list that was cut already; the next page begins at `next`.
pub(crate) fn page_at(call: &Call, items: Vec<Json>, next: Option<u64>) -> Json {
    let next = next.map(|next| {
        let query = with_parameter(&call.raw_query, "offset", &next.to_string());
        link(format!("{}?{query}", relative(&call.path)))
    });
    envelope(call, items, Object::new(), Object::new().some("next", next))
}

/// The size of a page: what the client asks for, or `default` where it asks for nothing or for 0.
///
/// # Errors
/// It asks for more than `max`.
pub(crate) fn size(call: &Call, max: u64, default: usize) -> Result<usize, Fault> {
    let asked = call.query.number("size", 0, max)?.filter(|size| *size > 0);
    Ok(asked.map_or(default, |size| usize::try_from(size).unwrap_or(default)))
}

/// The parameters of a list that is read on by a token, with at most `max` items on a page.
pub(crate) fn seek_parameters(max: u64) -> [Parameter; 3] {
    let upto = |max: u64| Schema::Whole(Some(0), Some(i64::try_from(max).unwrap_or(i64::MAX)));
    [
        Parameter::has("size", upto(max)),
        Parameter::has("seekOperation", words(seek::WORDS)),
        Parameter::has("pageIndex", upto(seek::INDEX_MAX).about("With `PageIndex`; the first page is 0.")),
    ]
}

/// The parameters of a list that is cut by size and offset, with at most `max` items on a page.
pub(crate) fn offset_parameters(max: u64) -> [Parameter; 2] {
    let max = i64::try_from(max).unwrap_or(i64::MAX);
    [
        Parameter::has("size", Schema::Whole(Some(0), Some(max))),
        Parameter::has("offset", Schema::Whole(Some(0), Some(i64::from(u32::MAX)))),
    ]
}

/// The place that a client's token tells, where it sends one.
///
/// # Errors
/// The token is not one that this list gave out.
pub(crate) fn place<C: DeserializeOwned>(call: &Call) -> Result<Option<C>, Fault> {
    let sent = call.headers.get(TOKEN_HEADER).and_then(|value| value.to_str().ok());
    let Some(token) = sent.or_else(|| call.query.get("continuationToken")) else { return Ok(None) };
    let read = URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    read.map(Some).ok_or_else(|| Fault::field(TOKEN_HEADER, Takes::Text(1, 1024)))
}

/// A place in a list as clients send it back.
pub(crate) fn token_of<C: Serialize>(cursor: &C) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(cursor).unwrap_or_default())
}

/// `others` are the links to other pages.
fn envelope(call: &Call, items: Vec<Json>, more: Object, others: Object) -> Json {
    let uri = match call.raw_query.as_str() {
        "" => relative(&call.path).to_owned(),
        query => format!("{}?{query}", relative(&call.path)),
    };
    let links = Object::new().set("self", link(uri)).and(others);
    Object::new()
        .set("totalCount", items.len())
        .set("items", Json::List(items))
        .and(more)
        .set("links", Json::from(links))
        .set("attributes", attributes("Collection"))
        .into()
}

/// The path without the version.
pub(crate) fn relative(path: &str) -> &str {
    path.strip_prefix("/v1").unwrap_or(path)
}

/// A query string with another value of one parameter.
pub(crate) fn with_parameter(raw: &str, name: &str, value: &str) -> String {
    let same = |pair: &&str| {
        let key = pair.split('=').next().unwrap_or_default();
        !key.replace('_', "").eq_ignore_ascii_case(name)
    };
    let mut pairs: Vec<String> =
        raw.split('&').filter(|pair| !pair.is_empty()).filter(same).map(str::to_owned).collect();
    pairs.push(format!("{name}={value}"));
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_of_the_next_page_replaces_the_one_before() {
        assert_eq!(
            with_parameter("size=2&seek_operation=First", "seekOperation", "Next"),
            "size=2&seekOperation=Next"
        );
        assert_eq!(with_parameter("", "offset", "5"), "offset=5");
    }

    #[test]
    fn links_carry_no_version() {
        assert_eq!(relative("/v1/customers"), "/customers");
        assert_eq!(relative("/seatwright/v1/clock"), "/seatwright/v1/clock");
    }
}
