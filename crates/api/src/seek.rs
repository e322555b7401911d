//! Lists that are read on by a token: which page a client asks for, and how it is found. Stores read forwards from a place, so
//! the page before, the last one and one by its number are found by going through the list from its beginning.

use std::collections::VecDeque;
use std::future::Future;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::call::{Call, missing};
use crate::fault::Fault;
use crate::fields::{Takes, find_word};
use crate::wire::collection::{self, TOKEN_HEADER};

/// How many items are gone through at once on the way to a page.
const STEP: usize = 500;

/// The highest number of a page that a client asks for.
pub(crate) const INDEX_MAX: u64 = u32::MAX as u64;

/// What a client can ask for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Operation {
    Next,
    Previous,
    First,
    Last,
    PageIndex,
}

const OPERATIONS: [(&str, Operation); 5] = [
    ("Next", Operation::Next),
    ("Previous", Operation::Previous),
    ("First", Operation::First),
    ("Last", Operation::Last),
    ("PageIndex", Operation::PageIndex),
];

/// Their names, as documents list them.
pub(crate) const WORDS: &[&str] = &["Next", "Previous", "First", "Last", "PageIndex"];

/// Where a page lies, as its token tells it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Place<C> {
    /// The place behind its last item; none where the list ends with it.
    pub(crate) next: Option<C>,
    /// How many items stand before it.
    pub(crate) start: u64,
    /// How many it has.
    count: u64,
}

/// A page of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Page<T, C> {
    /// Its items.
    pub(crate) items: Vec<T>,
    /// Where it lies.
    pub(crate) place: Place<C>,
}

/// The page that a client asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Asked<C> {
    /// The one behind a place, with the number of items before it.
    Behind(Option<C>, u64),
    /// The one behind so many items, with so many at most.
    At(u64, usize),
    /// The last one.
    Last,
    /// What comes behind the end, with the number of all items.
    End(u64),
}

/// The page of `size` items that a client asks for. `read` gives the items behind a place, as many as it is told at most, and the
/// place behind the last of them where there are more.
///
/// # Errors
/// The client asks for no page of this list; reading fails.
pub(crate) async fn page<T, C, F>(
    call: &Call,
    size: usize,
    read: impl Fn(Option<C>, usize) -> F,
) -> Result<Page<T, C>, Fault>
where
    C: DeserializeOwned,
    F: Future<Output = Result<(Vec<T>, Option<C>), Fault>>,
{
    found(asked(call, size)?, size, read).await
}

/// Which page a client asks for; without a word for it, the one behind its token, or the first.
fn asked<C: DeserializeOwned>(call: &Call, size: usize) -> Result<Asked<C>, Fault> {
    let takes = Takes::one_of(WORDS);
    let operation = call.query.parsed("seekOperation", takes, |text| find_word(text, &OPERATIONS))?;
    let wide = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    Ok(match operation.unwrap_or(Operation::Next) {
        Operation::First => Asked::Behind(None, 0),
        Operation::Last => Asked::Last,
        Operation::Next => match collection::place::<Place<C>>(call)? {
            Some(Place { next: Some(next), start, count }) => {
                Asked::Behind(Some(next), start.saturating_add(count))
            }
            Some(Place { next: None, start, count }) => Asked::End(start.saturating_add(count)),
            None => Asked::Behind(None, 0),
        },
        Operation::Previous => {
            let place = collection::place::<Place<C>>(call)?;
            let place = place.ok_or_else(|| missing(TOKEN_HEADER, Takes::Text(1, 1024)))?;
            let start = place.start.saturating_sub(wide(size));
            // Before the first page there is none: a client that asks for it stays there.
            let count = if place.start == 0 { wide(size) } else { place.start - start };
            Asked::At(start, usize::try_from(count).unwrap_or(size))
        }
        Operation::PageIndex => {
            let index = call.query.number("pageIndex", 0, INDEX_MAX)?;
            let index = index.ok_or_else(|| missing("pageIndex", Takes::Number(0, INDEX_MAX)))?;
            Asked::At(index.saturating_mul(wide(size)), size)
        }
    })
}

async fn found<T, C, F>(
    asked: Asked<C>,
    size: usize,
    read: impl Fn(Option<C>, usize) -> F,
) -> Result<Page<T, C>, Fault>
where
    F: Future<Output = Result<(Vec<T>, Option<C>), Fault>>,
{
    let (items, next, start) = match asked {
        Asked::Behind(after, start) => {
            let (items, next) = read(after, size).await?;
            (items, next, start)
        }
        Asked::At(start, count) => at(start, count, read).await?,
        Asked::Last => last(size, read).await?,
        Asked::End(start) => (Vec::new(), None, start),
    };
    let count = items.len() as u64;
    Ok(Page { items, place: Place { next, start, count } })
}

/// The `count` items behind the first `start`; none where the list is shorter.
async fn at<T, C, F>(
    start: u64,
    count: usize,
    read: impl Fn(Option<C>, usize) -> F,
) -> Result<(Vec<T>, Option<C>, u64), Fault>
where
    F: Future<Output = Result<(Vec<T>, Option<C>), Fault>>,
{
    let (mut passed, mut after) = (0, None);
    while passed < start {
        let step = usize::try_from(start - passed).map_or(STEP, |left| left.min(STEP));
        let (items, next) = read(after, step).await?;
        passed += items.len() as u64;
        if next.is_none() {
            return Ok((Vec::new(), None, passed));
        }
        after = next;
    }
    let (items, next) = read(after, count).await?;
    Ok((items, next, start))
}

/// The last page, where pages of `size` items are cut from the beginning.
async fn last<T, C, F>(
    size: usize,
    read: impl Fn(Option<C>, usize) -> F,
) -> Result<(Vec<T>, Option<C>, u64), Fault>
where
    F: Future<Output = Result<(Vec<T>, Option<C>), Fault>>,
{
    let size = size.max(1);
    let (mut kept, mut passed, mut after) = (VecDeque::new(), 0_usize, None);
    loop {
        let (items, next) = read(after, size.max(STEP)).await?;
        passed += items.len();
        kept.extend(items);
        kept.drain(..kept.len().saturating_sub(size));
        if next.is_none() {
            break;
        }
        after = next;
    }
    let start = passed.saturating_sub(1) / size * size;
    kept.drain(..kept.len().saturating_sub(passed - start));
    Ok((kept.into(), None, start as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the numbers below `end`, never more than three at once.
    async fn of(asked: Asked<u32>, size: usize, end: u32) -> (Vec<u32>, Option<u32>, u64) {
        let read = |after: Option<u32>, limit: usize| async move {
            let first = after.map_or(0, |after| after + 1);
            let items: Vec<u32> = (first..end).take(limit.min(3)).collect();
            let next = items.last().copied().filter(|last| last + 1 < end);
            Ok((items, next))
        };
        let page = found(asked, size, read).await.unwrap();
        assert_eq!(page.place.count, page.items.len() as u64);
        (page.items, page.place.next, page.place.start)
    }

    #[tokio::test]
    async fn pages_are_found_behind_a_place_by_number_and_from_the_end() {
        assert_eq!(of(Asked::Behind(None, 0), 2, 7).await, (vec![0, 1], Some(1), 0));
        assert_eq!(of(Asked::Behind(Some(1), 2), 2, 7).await, (vec![2, 3], Some(3), 2));
        assert_eq!(of(Asked::At(4, 2), 2, 7).await, (vec![4, 5], Some(5), 4));
        assert_eq!(of(Asked::At(6, 2), 2, 7).await, (vec![6], None, 6));
        assert_eq!(of(Asked::Last, 2, 7).await, (vec![6], None, 6));
        assert_eq!(of(Asked::Last, 2, 6).await, (vec![4, 5], None, 4), "a last page may be full");
        assert_eq!(of(Asked::Last, 5, 7).await, (vec![5, 6], None, 5));
    }

    #[tokio::test]
    async fn behind_the_end_and_in_an_empty_list_there_is_nothing() {
        assert_eq!(of(Asked::At(8, 2), 2, 7).await, (vec![], None, 7));
        assert_eq!(of(Asked::At(7, 2), 2, 7).await, (vec![], None, 7));
        assert_eq!(of(Asked::End(7), 2, 7).await, (vec![], None, 7));
        assert_eq!(of(Asked::Last, 2, 0).await, (vec![], None, 0));
        assert_eq!(of(Asked::Behind(None, 0), 2, 0).await, (vec![], None, 0));
    }
}
