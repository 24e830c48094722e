//! What the forms of this place choose from.

use crate::app::Cx;
use crate::desk::Roster;
use crate::desk::role::RoleView;
use crate::domain::account::Role;
use crate::domain::id::{RoleId, StaffId};
use crate::domain::permission::Permission;
use crate::screens::named::Named;
use crate::ui::Look;

/// Staff, roles and rights by their words.
#[derive(Debug, Clone, Default)]
pub struct People {
    pub staff: Named<StaffId>,
    /// Those that whoever is here may give: the fixed ones, then the clinic's own with what they stand on.
    pub roles: Vec<(Role, Option<RoleId>)>,
    names: Vec<String>,
    pub rights: Named<Permission>,
}

impl People {
    pub fn of(roster: &Roster, own: &[RoleView], cx: &Cx) -> Self {
        let gives = |view: &&RoleView| cx.desk.gives_role(view.role.base, &view.rules);
        let own = own.iter().filter(|view| view.role.active).filter(gives);
        let fixed = Role::ALL.iter().filter(|role| cx.desk.gives_role(**role, &[])).map(|role| (*role, None));
        Self {
            staff: Named::new(
                roster.staff.iter().filter(|one| one.active).map(|one| (one.id, one.name.clone())),
            ),
            roles: fixed.chain(own.clone().map(|view| (view.role.base, Some(view.role.id)))).collect(),
            names: own.map(|view| view.role.name.clone()).collect(),
            rights: rights_in_words(cx),
        }
    }

    pub fn role_words(&self, cx: &Cx) -> Vec<String> {
        let fixed = self.roles.iter().filter(|(_, own)| own.is_none());
        let fixed = fixed.map(|(role, _)| cx.text(&format!("role-{role}")));
        fixed.chain(self.names.iter().cloned()).collect()
    }

    /// Where most users begin.
    pub fn receptionist(&self) -> usize {
        self.roles.iter().position(|one| *one == (Role::Receptionist, None)).unwrap_or_default()
    }
}

/// Every right by its words.
pub fn rights_in_words(cx: &Cx) -> Named<Permission> {
    Named::new(Permission::ALL.iter().map(|right| (*right, right_words(*right, &cx.look))))
}

/// The right that has this one in it: what everybody's covers, one's own does.
pub fn wider(permission: Permission) -> Option<Permission> {
    Permission::of(&[permission.as_str().strip_suffix(":own")?, ":clinic"].concat())
}

/// A right in words.
pub fn right_words(permission: Permission, look: &Look) -> String {
    look.words.text(&format!("permission-{}", permission.as_str().replace(':', "-"))).into_owned()
}
