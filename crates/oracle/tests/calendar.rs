//! Every first day from 2000 to 2048 × term × billing plan × month-end rule, with the terms that follow (ten of a month, two
//! of years): each is tiled by its charge cycles without gap or overlap, each cycle divided by the days that it has whole. What the domain computes is held
//! against a calendar written here once more, of numbers of days and nothing else.

use std::thread;

use jiff::Timestamp;
use jiff::civil::Date;
use seatwright_domain::billing::cycle::ChargeCycle;
use seatwright_domain::calendar::{BillingPlan, MonthEnd, Period, Term};
use seatwright_domain::policy::PolicyVersion;
use seatwright_domain::subscription::TermState;
use seatwright_oracle::days::{Day, Span, day_number, days_in_month};

const PLANS: [(Term, &[BillingPlan]); 5] = [
    (Term::P1M, &[BillingPlan::Monthly]),
    (Term::P1Y, &[BillingPlan::Monthly, BillingPlan::Annual]),
    (Term::P2Y, &[BillingPlan::Monthly, BillingPlan::Annual, BillingPlan::Biennial]),
    (Term::P3Y, &[BillingPlan::Monthly, BillingPlan::Annual, BillingPlan::Triennial]),
    (Term::P6Y, &[BillingPlan::OneTime]),
];
const RULES: [MonthEnd; 2] = [MonthEnd::KeepDayClamped, MonthEnd::KeepDistanceFromEnd];

/// How many terms are looked at, one after another.
fn terms(length: Term) -> u32 {
    if length == Term::P1M { 10 } else { 2 }
}

/// The starts of all months counted from an anchor, by the rules as the sources tell them: the same day of the month or the
/// last one (NCE-105); or, from the last two days of a month, the same distance from its end (NCE-106).
struct Starts {
    days: Vec<Day>,
}

impl Starts {
    fn of(anchor: Date, rule: MonthEnd, months: u32) -> Self {
        let (mut year, mut month) = (i64::from(anchor.year()), i64::from(anchor.month()));
        let wanted = i64::from(anchor.day());
        let from_end = days_in_month(year, month) - wanted;
        let mut days = Vec::new();
        for _ in 0..=months {
            let last = days_in_month(year, month);
            let day = match rule {
                MonthEnd::KeepDistanceFromEnd if from_end < 2 => last - from_end,
                _ => wanted.min(last),
            };
            days.push(day_number(year, month, day));
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        }
        Self { days }
    }

    /// The days of so many months from one on.
    fn span(&self, month: u32, months: u32) -> Span {
        Span { first: self.days[month as usize], last: self.days[(month + months) as usize] - 1 }
    }
}

#[derive(Default)]
struct Seen {
    terms: u64,
    cycles: u64,
}

fn first_term(anchor: Date, length: Term, rule: MonthEnd) -> TermState {
    TermState::starting(anchor, length, Timestamp::UNIX_EPOCH, PolicyVersion("2022-03".into()), rule)
}

fn following(term: &TermState, length: Term, rule: MonthEnd) -> TermState {
    term.following(length, Timestamp::UNIX_EPOCH, PolicyVersion("2022-03".into()), rule)
}

/// The cycles of one term are exactly the spans that follow each other from its first month on, and tile it.
fn check_term(term: &TermState, month: u32, plan: BillingPlan, starts: &Starts) -> u64 {
    let rhythm = plan.months(term.length);
    let count = term.length.months() / rhythm;
    let cycles = term.cycles(plan);
    let mut next = Span::of(term.period).first;
    for index in 0..count {
        let expected = starts.span(month + index * rhythm, rhythm);
        let covered = Span::of(cycles.get(index).expect("a cycle of the term"));
        let whole = Span::of(cycles.whole(index).expect("a whole cycle"));
        assert_eq!((covered, whole), (expected, expected), "{plan} cycle {index} of {term:?}");
        assert_eq!(covered.first, next, "a gap, or days twice: {plan} cycle {index} of {term:?}");
        next = covered.last + 1;
    }
    assert_eq!(next, Span::of(term.period).last + 1, "the cycles end with their term: {plan} of {term:?}");
    assert_eq!(cycles.get(count), None, "nothing comes after the term: {plan} of {term:?}");
    // Looked up by day, the first and the last day belong to the first and the last cycle.
    let days = if count > 12 { [term.period.first; 2] } else { [term.period.first, term.period.last] };
    for day in days {
        let found = ChargeCycle::on(term, plan, day).expect("each day of a term has a cycle");
        assert!(found.covered.contains(day) && found.covered == found.whole && found.months.is_none());
    }
    count.into()
}

/// A term that is cut, or joined in the middle, keeps whole cycles as divisors, and covers exactly its own days.
fn check_cut(term: &TermState, plan: BillingPlan, starts: &Starts) -> u64 {
    let Period { first, last } = term.period;
    let (inside_first, inside_last) = (first.tomorrow().unwrap(), last.yesterday().unwrap());
    if inside_first > inside_last {
        return 0;
    }
    let mut cut = term.clone().ending(inside_last);
    cut.period.first = inside_first;
    let rhythm = plan.months(term.length);
    let cycles = cut.cycles(plan);
    let mut next = Span::of(cut.period).first;
    let count = term.length.months() / rhythm;
    for index in 0..count {
        let whole = Span::of(cycles.whole(index).unwrap());
        assert_eq!(whole, starts.span(index * rhythm, rhythm), "{plan} cycle {index} of {cut:?}");
        let Some(covered) = cycles.get(index).map(Span::of) else {
            // Nothing is left of a first cycle of one day, or of a last one.
            assert!(whole.days() == 1);
            continue;
        };
        assert!(whole.covers(covered) && covered.first == next, "{plan} cycle {index} of {cut:?}");
        next = covered.last + 1;
    }
    assert_eq!(next, Span::of(cut.period).last + 1);
    count.into()
}

fn check_day(anchor: Date) -> Seen {
    let mut seen = Seen::default();
    for rule in RULES {
        let starts = Starts::of(anchor, rule, 2 * 72);
        for (length, plans) in PLANS {
            let mut term = first_term(anchor, length, rule);
            assert_eq!(term.period.first, anchor);
            for number in 0..terms(length) {
                let month = number * length.months();
                assert_eq!(
                    Span::of(term.period),
                    starts.span(month, length.months()),
                    "term {number}: {term:?}"
                );
                for plan in plans {
                    seen.cycles += check_term(&term, month, *plan, &starts);
                    if number == 0 && length <= Term::P1Y {
                        seen.cycles += check_cut(&term, *plan, &starts);
                    }
                }
                seen.terms += 1;
                term = following(&term, length, rule);
            }
        }
    }
    seen
}

#[test]
fn cycles_tile_their_terms_whatever_the_day_the_plan_and_the_month_end() {
    let threads: i16 = 4;
    let parts: Vec<_> = (0..threads)
        .map(|part| {
            thread::spawn(move || {
                let mut seen = Seen::default();
                for year in (2000..=2048).filter(|year| year % threads == part) {
                    let mut day = Date::new(year, 1, 1).unwrap();
                    while day.year() == year {
                        let one = check_day(day);
                        seen.terms += one.terms;
                        seen.cycles += one.cycles;
                        day = day.tomorrow().unwrap();
                    }
                }
                seen
            })
        })
        .collect();
    let seen: Vec<Seen> = parts.into_iter().map(|part| part.join().expect("no day fails")).collect();
    let days = 49 * 365 + 13;
    let terms: u64 = seen.iter().map(|seen| seen.terms).sum();
    assert_eq!(terms, days * 2 * (10 + 4 * 2));
    assert!(seen.iter().map(|seen| seen.cycles).sum::<u64>() > 5_000_000);
}
