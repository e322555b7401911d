//! Cuts a failing history short: drops moves while it still fails, then makes the numbers of the rest smaller.

use crate::fault::Fault;
use crate::history::History;

/// The shortest failing history that was found, with its fault. `fails` says whether and why one fails.
pub fn shrink(failing: History, fault: Fault, fails: impl Fn(&History) -> Option<Fault>) -> (History, Fault) {
    let mut best = (failing, fault);
    let mut size = (best.0.moves.len() / 2).max(1);
    loop {
        let mut place = 0;
        while place < best.0.moves.len() {
            match without(&best.0, place, size).into_iter().find_map(|less| Some((fails(&less)?, less))) {
                Some((fault, less)) => best = (less, fault),
                None => place += size,
            }
        }
        if size == 1 {
            break;
        }
        size = (size / 2).max(1);
    }
    for place in 0..best.0.moves.len() {
        for smaller in best.0.moves[place].smaller() {
            let mut less = best.0.clone();
            less.moves[place] = smaller;
            if let Some(fault) = fails(&less) {
                best = (less, fault);
            }
        }
    }
    best
}

/// The history without some moves: their time goes by all the same, or does not.
fn without(history: &History, place: usize, size: usize) -> Vec<History> {
    let end = (place + size).min(history.moves.len());
    let mut less = history.clone();
    let gone: Vec<_> = less.moves.drain(place..end).collect();
    let waited = gone.iter().fold(0_u32, |sum, m| sum.saturating_add(m.wait));
    let mut slow = less.clone();
    match slow.moves.get_mut(place) {
        Some(next) if waited > 0 => *next = next.after(next.wait.saturating_add(waited)),
        _ => return vec![less],
    }
    vec![less, slow]
}
