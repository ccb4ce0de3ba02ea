import { _ } from "./i18n";
import type { Role } from "./organisation";

/** A role as people call it. */
export function roleName(role: Role): string {
	switch (role) {
		case "volunteer":
			return _("Persona voluntaria");
		case "lead":
			return _("Coordinación");
		case "staff":
			return _("Personal");
		case "administrator":
			return _("Administración");
	}
}

/** All roles, for choosing one. */
export function roleChoices(): { value: Role; label: string }[] {
	const roles: Role[] = ["volunteer", "lead", "staff", "administrator"];
	return roles.map((value) => ({ value, label: roleName(value) }));
}
