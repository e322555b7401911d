//! The line of a correction (INV-105): what a person found wrong comes back by a line of its own, never by changing one.

use super::lines::{Lines, Spec};
use crate::event::Correction;
use crate::rule::Rule;

/// Writes the line.
pub(super) fn corrected(lines: &mut Lines<'_>, correction: &Correction) {
    let Correction { kind, amount, period, cycle, seats, reason, .. } = correction;
    let spec = Spec { kind: *kind, rule: Rule::Inv105, period: *period, cycle: *cycle, change: true };
    lines.entered(&spec, seats, amount.minor, reason);
}
