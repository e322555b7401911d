//! Connections: so many at once, and so many of one address, so that one client cannot take all the places.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use seatwright_engine::identity::network;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Limits;

/// Who is connected.
#[derive(Debug)]
pub(crate) struct Doors {
    room: Arc<Semaphore>,
    /// The most of one address; none where addresses are not told apart.
    of_address: Option<usize>,
    here: Here,
}

/// The connections of each address that has any, so memory is bounded by the connections.
type Here = Arc<Mutex<HashMap<IpAddr, usize>>>;

/// A connection's place, until it is dropped.
#[derive(Debug)]
pub(crate) struct Visit {
    _room: OwnedSemaphorePermit,
    address: IpAddr,
    here: Here,
}

impl Doors {
    /// Doors of these limits. `by_address` says whether addresses are those of clients.
    pub(crate) fn new(limits: &Limits, by_address: bool) -> Self {
        let number =
            |number: u32| usize::try_from(number).unwrap_or(usize::MAX).clamp(1, Semaphore::MAX_PERMITS);
        Self {
            room: Arc::new(Semaphore::new(number(limits.connections))),
            of_address: by_address.then(|| number(limits.connections_of_address)),
            here: Here::default(),
        }
    }

    /// Waits until there is room for one connection more.
    pub(crate) async fn room(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.room).acquire_owned().await.ok()
    }

    /// Lets a connection in; none where its address has as many as it may.
    pub(crate) fn enter(&self, room: Option<OwnedSemaphorePermit>, address: IpAddr) -> Option<Visit> {
        let address = network(address);
        let mut here = locked(&self.here);
        let count = here.get(&address).copied().unwrap_or(0);
        if self.of_address.is_some_and(|most| count >= most) {
            return None;
        }
        let visit = Visit { _room: room?, address, here: Arc::clone(&self.here) };
        here.insert(address, count + 1);
        Some(visit)
    }
}

fn locked(here: &Here) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
    here.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Visit {
    fn drop(&mut self) {
        let mut here = locked(&self.here);
        if let Some(count) = here.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                here.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    async fn enter(doors: &Doors, last: u8) -> Option<Visit> {
        let room = doors.room().now_or_never().flatten()?;
        doors.enter(Some(room), IpAddr::from([192, 0, 2, last]))
    }

    #[tokio::test]
    async fn one_address_does_not_take_all_the_places() {
        let limits = Limits { connections: 3, connections_of_address: 2, ..Limits::default() };
        let doors = Doors::new(&limits, true);
        let (first, second) = (enter(&doors, 1).await.unwrap(), enter(&doors, 1).await.unwrap());
        assert!(enter(&doors, 1).await.is_none(), "it has two");
        let other = enter(&doors, 2).await.unwrap();
        assert!(enter(&doors, 3).await.is_none(), "there are three");
        drop(first);
        assert!(enter(&doors, 3).await.is_some());
        drop((second, other));
        assert!(locked(&doors.here).is_empty(), "nobody is there, so nothing is remembered");
    }

    #[tokio::test]
    async fn a_network_of_version_6_counts_as_one_address() {
        let limits = Limits { connections: 3, connections_of_address: 1, ..Limits::default() };
        let doors = Doors::new(&limits, true);
        let enter = async |address: &str| {
            let room = doors.room().await;
            doors.enter(room, address.parse().expect("an address"))
        };
        let _one = enter("2001:db8::1").await.expect("the first of its network");
        assert!(enter("2001:db8::2").await.is_none(), "whoever has one address of it has all");
        assert!(enter("2001:db8:0:1::1").await.is_some(), "another network");
    }

    #[tokio::test]
    async fn behind_a_proxy_addresses_are_not_told_apart() {
        let limits = Limits { connections: 3, connections_of_address: 1, ..Limits::default() };
        let doors = Doors::new(&limits, false);
        let visits: Vec<Option<Visit>> =
            vec![enter(&doors, 1).await, enter(&doors, 1).await, enter(&doors, 1).await];
        assert!(visits.iter().all(Option::is_some));
        assert!(enter(&doors, 1).await.is_none());
    }
}
