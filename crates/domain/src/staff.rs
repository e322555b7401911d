//! Who may change whom of the own organisation: a partner's user management admins look after its people and their roles
//! (ROLE-135), programs are for those who may manage all identities, and whoever is at the head is changed by its like alone
//! (ROLE-140).

use std::collections::BTreeSet;

use serde_json::json;

use crate::access;
use crate::policy::Policy;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::{Action, Actor, Caller, Role, Side};
use crate::rule::Rule;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Role135, Rule::Role140];

/// One who may sign in, as far as roles decide who changes it.
#[derive(Clone, Copy, Debug)]
pub struct Staff<'a> {
    /// Whether it is a person and not a program.
    pub is_person: bool,
    /// Whether it is who asks.
    pub is_caller: bool,
    /// Whether the change lets in or keeps out whomever another issuer has under the same name, with roles that nobody here
    /// knows: that can be somebody at the head.
    pub may_be_anothers: bool,
    /// The roles it holds; none of one that is being made.
    pub holds: &'a BTreeSet<Role>,
}

/// The reason against a change of one who may sign in; `gets` are the roles that it has afterwards, where they change.
#[must_use]
pub fn to_staff(
    staff: Staff<'_>,
    gets: Option<&BTreeSet<Role>>,
    caller: &Caller,
    policy: &Policy,
) -> Option<Reason> {
    if caller.actor == Actor::System {
        return None;
    }
    let own = caller.fitting_roles();
    let touched = staff.holds.iter().chain(gets.into_iter().flatten());
    let above: BTreeSet<Role> = touched
        .copied()
        .filter(|role| policy.identities.given_by_holders.contains(role) && !own.contains(role))
        // A role of another side is no role here at all, which is for whoever reads the roles to tell.
        .filter(|role| role.side() == caller.side())
        .collect();
    if !above.is_empty() {
        let who = if caller.side() == Side::Customer { Who::Customer } else { Who::Partner };
        let reason = Reason::new(Rule::Role140, Code::RoleMissing, Subject::Caller)
            .with("action", json!(Action::ManageIdentities))
            .with("roles", json!(caller.roles))
            .remedy(Remedy::AskRole { roles: above }, who);
        return Some(reason);
    }
    if policy.lets(Action::ManageIdentities, caller) {
        return None;
    }
    // Whoever gives roles to others gives itself none.
    let raises_itself = staff.is_caller && gets.is_some_and(|gets| !gets.is_subset(staff.holds));
    let is_hers = staff.is_person && !staff.may_be_anothers;
    if policy.lets(Action::ManagePeople, caller) && is_hers && !raises_itself {
        return None;
    }
    Some(access::role_missing(Action::ManageIdentities, caller, policy))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::ids::PartnerId;
    use crate::policy::Policies;

    fn set(roles: &[Role]) -> BTreeSet<Role> {
        roles.iter().copied().collect()
    }

    /// The rule against it for a caller with one role under every version; none where it may.
    fn rule(
        by: Role,
        (is_person, is_caller, may_be_anothers): (bool, bool, bool),
        holds: &[Role],
        gets: Option<&[Role]>,
    ) -> Option<Rule> {
        let policies = Policies::embedded().unwrap();
        let caller = Caller::partner(PartnerId(Uuid::from_u128(1)), Some("anna"), [by]);
        let (holds, gets) = (set(holds), gets.map(set));
        let staff = Staff { is_person, is_caller, may_be_anothers, holds: &holds };
        let mut rules: Vec<Option<Rule>> = policies
            .all()
            .iter()
            .map(|policy| to_staff(staff, gets.as_ref(), &caller, policy).map(|reason| reason.rule))
            .collect();
        rules.dedup();
        assert_eq!(rules.len(), 1, "every version says the same");
        rules.pop().flatten()
    }

    const PERSON: (bool, bool, bool) = (true, false, false);
    const PROGRAM: (bool, bool, bool) = (false, false, false);
    const ITSELF: (bool, bool, bool) = (true, true, false);
    const ANOTHERS: (bool, bool, bool) = (true, false, true);

    #[test]
    fn user_management_admins_look_after_people_and_not_after_programs_role_135() {
        use Role::{AdminAgent, SalesAgent, UserManagementAdmin};
        let by = UserManagementAdmin;
        assert_eq!(rule(by, PERSON, &[], Some(&[SalesAgent])), None);
        assert_eq!(rule(by, PERSON, &[SalesAgent], Some(&[AdminAgent, UserManagementAdmin])), None);
        assert_eq!(rule(by, PERSON, &[SalesAgent], None), None);
        assert_eq!(rule(by, PROGRAM, &[SalesAgent], None), Some(Rule::Role05));
        assert_eq!(rule(by, ITSELF, &[by], None), None, "its own password");
        assert_eq!(rule(by, ITSELF, &[by], Some(&[by, AdminAgent])), Some(Rule::Role05));
        assert_eq!(rule(SalesAgent, PERSON, &[], None), Some(Rule::Role05));
    }

    #[test]
    fn who_may_be_at_the_head_by_another_issuer_is_for_those_who_manage_everybody_role_140() {
        use Role::{GlobalAdmin, SalesAgent, UserManagementAdmin};
        for gets in [None, Some(&[SalesAgent][..])] {
            assert_eq!(rule(UserManagementAdmin, ANOTHERS, &[], gets), Some(Rule::Role05));
            assert_eq!(rule(GlobalAdmin, ANOTHERS, &[], gets), None);
        }
    }

    #[test]
    fn only_a_global_admin_makes_changes_or_resets_a_global_admin_role_140() {
        use Role::{GlobalAdmin, SalesAgent, UserManagementAdmin};
        for (holds, gets) in [
            (&[GlobalAdmin][..], None),
            (&[GlobalAdmin, SalesAgent], Some(&[SalesAgent][..])),
            (&[SalesAgent], Some(&[GlobalAdmin])),
            (&[], Some(&[GlobalAdmin])),
        ] {
            assert_eq!(rule(UserManagementAdmin, PERSON, holds, gets), Some(Rule::Role140));
            assert_eq!(rule(GlobalAdmin, PERSON, holds, gets), None);
            assert_eq!(rule(GlobalAdmin, PROGRAM, holds, gets), None);
        }
    }
}
