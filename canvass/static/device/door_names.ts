/** What leads call a door by, in lists that are no turf. */

export interface DoorName {
	id: string;
	place: string;
	/** The place's, where it has one. */
	name: string | null;
	number: string;
	street: string;
	/** Among the doors of its place; empty for a house. */
	label: string;
}
