/** A keyholder for tests of phones: an organisation's vaults, made once, and open, to read what a phone has sealed. */

import { verifyChain } from "../../canvass/static/device/keylog";
import {
	makeOrganisationVaults,
	type NewVaults,
	type UnlockedVaults,
	unlockHolder,
	unwrapVaults,
} from "../../canvass/static/device/vaults";
import { ALMA, ORG } from "./server";

export interface Keyholder {
	made: NewVaults;
	vaults: UnlockedVaults;
}

export async function keyholder(): Promise<Keyholder> {
	const made = await makeOrganisationVaults(ORG.id, ALMA.id, "Celia");
	const [row] = made.body.holders;
	const log = await verifyChain(made.body.entries, null, ORG.id);
	const holder = await unlockHolder(made.words, row?.blob ?? "", ORG.id, row?.id ?? "");
	const wraps = made.body.wraps.filter((wrap) => wrap.holder === row?.id);
	return { made, vaults: await unwrapVaults(holder, wraps, log) };
}
