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

/// How many reads one request may take on the way to a page: enough for a list of a hundred thousand items, which takes seconds,
/// and an end for a request that would keep the store busy for minutes.
const READS_MAX: usize = 200;

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
    /// The same, asked for as the one before another.
    Before(u64, usize),
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
    C: DeserializeOwned + Clone,
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
            Asked::Before(start, usize::try_from(count).unwrap_or(size))
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
    C: Clone,
    F: Future<Output = Result<(Vec<T>, Option<C>), Fault>>,
{
    // What a client can still do with a list that is too long for the others.
    let too_far = || Fault::field("seekOperation", Takes::one_of(["First", "Next"]));
    let (items, next, start) = match asked {
        Asked::Behind(after, start) => {
            let (items, next) = read(after, size).await?;
            (items, next, start)
        }
        Asked::At(start, count) => {
            let pages = (READS_MAX * STEP / size.max(1)) as u64;
            let too_far = Fault::field("pageIndex", Takes::Number(0, pages.saturating_sub(1)));
            at(start, count, Walk::new(read, too_far)).await?
        }
        Asked::Before(start, count) => at(start, count, Walk::new(read, too_far())).await?,
        Asked::Last => last(size, Walk::new(read, too_far())).await?,
        Asked::End(start) => (Vec::new(), None, start),
    };
    let count = items.len() as u64;
    Ok(Page { items, place: Place { next, start, count } })
}

/// A walk through a list, of so many reads at most.
struct Walk<R> {
    read: R,
    reads: usize,
    /// What the client is told when it leads too far.
    too_far: Fault,
}

impl<R> Walk<R> {
    fn new(read: R, too_far: Fault) -> Self {
        Self { read, reads: 0, too_far }
    }

    /// The items behind a place, `limit` at most.
    async fn step<T, C, F>(&mut self, after: Option<C>, limit: usize) -> Result<(Vec<T>, Option<C>), Fault>
    where
        R: Fn(Option<C>, usize) -> F,
        F: Future<Output = Result<(Vec<T>, Option<C>), Fault>>,
    {
        if self.reads == READS_MAX {
            return Err(self.too_far.clone());
        }
        self.reads += 1;
        (self.read)(after, limit).await
    }

    /// As many items behind a place, fewer only where the list ends with them. A read of a list that leaves some out may give
    /// fewer than are there: then more are read at once, and where that gives too many, these are read again.
    async fn exactly<T, C, F>(
        &mut self,
        mut after: Option<C>,
        count: usize,
    ) -> Result<(Vec<T>, Option<C>), Fault>
    where
        C: Clone,
        R: Fn(Option<C>, usize) -> F,
        F: Future<Output = Result<(Vec<T>, Option<C>), Fault>>,
    {
        let (mut items, mut limit) = (Vec::new(), count);
        loop {
            let wanted = count - items.len();
            let (found, next) = self.step(after.clone(), limit).await?;
            if found.len() > wanted {
                limit = wanted;
                continue;
            }
            items.extend(found);
            if items.len() == count || next.is_none() {
                return Ok((items, next));
            }
            after = next;
            limit = limit.saturating_mul(2).min(STEP).max(count - items.len());
        }
    }
}

/// The `count` items behind the first `start`; none where the list is shorter.
async fn at<T, C, F>(
    start: u64,
    count: usize,
    mut walk: Walk<impl Fn(Option<C>, usize) -> F>,
) -> Result<(Vec<T>, Option<C>, u64), Fault>
where
    C: Clone,
    F: Future<Output = Result<(Vec<T>, Option<C>), Fault>>,
{
    let (mut passed, mut after) = (0, None);
    while passed < start {
        let step = usize::try_from(start - passed).map_or(STEP, |left| left.min(STEP));
        let (items, next) = walk.exactly(after, step).await?;
        passed += items.len() as u64;
        if next.is_none() {
            return Ok((Vec::new(), None, passed));
        }
        after = next;
    }
    let (items, next) = walk.exactly(after, count).await?;
    Ok((items, next, start))
}

/// The last page, where pages of `size` items are cut from the beginning.
async fn last<T, C, F>(
    size: usize,
    mut walk: Walk<impl Fn(Option<C>, usize) -> F>,
) -> Result<(Vec<T>, Option<C>, u64), Fault>
where
    F: Future<Output = Result<(Vec<T>, Option<C>), Fault>>,
{
    let size = size.max(1);
    let (mut kept, mut passed, mut after) = (VecDeque::new(), 0_usize, None);
    loop {
        let (items, next) = walk.step(after, size.max(STEP)).await?;
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

    /// Reads the numbers below `end` of which only those from `kept` on are shown, and not every third of these: as a list does that
    /// leaves some out after they were read.
    async fn of_some(asked: Asked<u32>, size: usize, kept: u32, end: u32) -> Result<Vec<u32>, Fault> {
        let read = |after: Option<u32>, limit: usize| async move {
            let first = after.map_or(0, |after| after + 1);
            let seen: Vec<u32> = (first..end).take(limit).collect();
            let next = seen.last().copied().filter(|last| last + 1 < end);
            Ok((seen.into_iter().filter(|n| *n >= kept && n % 3 != 0).collect(), next))
        };
        found(asked, size, read).await.map(|page| page.items)
    }

    #[tokio::test]
    async fn pages_are_full_where_items_were_left_out_on_the_way() {
        assert_eq!(of_some(Asked::At(0, 2), 2, 4, 20).await, Ok(vec![4, 5]));
        assert_eq!(of_some(Asked::At(2, 2), 2, 4, 20).await, Ok(vec![7, 8]));
        assert_eq!(of_some(Asked::Before(1, 4), 4, 4, 20).await, Ok(vec![5, 7, 8, 10]));
        // Many more than one read for each of them would allow.
        assert_eq!(of_some(Asked::At(1, 2), 2, 30_001, 30_020).await, Ok(vec![30_002, 30_004]));
        assert_eq!(of_some(Asked::At(0, 3), 3, 19, 20).await, Ok(vec![19]));
    }

    #[tokio::test]
    async fn no_request_goes_through_a_list_without_end() {
        let end = u32::try_from(READS_MAX * STEP).unwrap();
        let field = |got: Result<Vec<u32>, Fault>| match got {
            Err(Fault::Fields(problems)) => problems[0].field.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(of_some(Asked::Last, 2, 0, end).await, Ok(vec![end - 3, end - 2]));
        assert_eq!(field(of_some(Asked::Last, 2, 0, end + 1).await), "seekOperation");
        assert_eq!(field(of_some(Asked::Before(u64::from(end), 2), 2, 0, u32::MAX).await), "seekOperation");
        assert_eq!(field(of_some(Asked::At(u64::MAX, 2), 2, 0, u32::MAX).await), "pageIndex");
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
