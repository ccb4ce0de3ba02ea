import { useState } from "preact/hooks";
import { arrivingPoints } from "../device/places";
import { _, formatNumber } from "./i18n";
import { type DoorPoints, doorPoints, NO_POINTS } from "./map/door_points";
import { useAnswer } from "./server";
import { Progress } from "./ui";

/** A campaign's doors, also while the server is still telling them: a whole state takes a while. */
export interface RegionDoors {
	/** What there is to draw: all of them, or those that have come by now. */
	drawn: DoorPoints;
	/** All of them; null until the last has come, since part of them would be counted wrong. */
	all: DoorPoints | null;
	/** Which part of them has come, from 0 to 1. */
	share: number;
	fault: unknown;
	again: () => Promise<void>;
}

/** The doors that a campaign can draw turfs round, asked for when the screen opens and whenever `again` is called. */
export function useRegionDoors(campaign: string): RegionDoors {
	const [drawn, setDrawn] = useState(NO_POINTS);
	const [share, setShare] = useState(0);
	const answer = useAnswer(
		async (isWanted) => {
			for await (const { points, share, worthShowing, whole } of arrivingPoints(campaign)) {
				if (whole) return doorPoints(points);
				if (!isWanted()) break;
				setShare(share);
				if (worthShowing) setDrawn(doorPoints([...points]));
			}
			return NO_POINTS;
		},
		[campaign],
	);
	const all = answer.value ?? null;
	return { drawn: all ?? drawn, all, share, fault: answer.fault, again: answer.again };
}

/** How far it is with the doors, until all are there. */
export function DoorsComing({ doors: { all, share, fault } }: { doors: RegionDoors }) {
	if (all || fault) return null;
	return (
		<div>
			{/* Said once: what changes is the bar's own value. */}
			<p role="status">{_("Cargando las puertas…")}</p>
			{share > 0 && (
				<Progress
					value={share}
					max={1}
					label={_("Cargando las puertas…")}
					text={formatNumber(share, { style: "percent", maximumFractionDigits: 0 })}
				/>
			)}
		</div>
	);
}
